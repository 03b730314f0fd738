package dev.weir.cli.call;

import dev.weir.resource.StatusException;
import java.io.UncheckedIOException;
import java.util.List;

/** One run of a verb: its arguments and the world around it. */
public final class Call {
  private static final int SHOWS_REQUESTS = 6;

  private final CliContext context;
  private final Arguments arguments;

  private int serverWarnings;

  private Call(CliContext context, Arguments arguments) {
    this.context = context;
    this.arguments = arguments;
  }

  /** Reads the arguments of a verb, runs it, or shows its help if that was asked for. */
  public static ExitCode run(
      CliContext context, Command command, VerbName name, List<String> arguments)
      throws java.io.IOException, InterruptedException {
    Flags flags = command.flags().withGlobalFlags();
    Arguments read = Arguments.parse(flags, arguments);
    if (read.flag("--help")) {
      context.out().print(HelpText.of(flags, name));
      return ExitCode.SUCCESS;
    }
    Call call = new Call(context, read);
    ExitCode code = run(call, command);
    if (call.serverWarnings > 0 && call.flag("--warnings-as-errors")) {
      throw CliException.error(
          call.serverWarnings
              + (call.serverWarnings == 1 ? " warning" : " warnings")
              + " received");
    }
    return code;
  }

  /** A call of no verb, with flags that all verbs take. */
  public static Call of(CliContext context, List<String> commonFlags) {
    return new Call(context, Arguments.parse(Flags.of("").withGlobalFlags(), commonFlags));
  }

  private static ExitCode run(Call call, Command command)
      throws java.io.IOException, InterruptedException {
    boolean showsRequests = call.verbosity() >= SHOWS_REQUESTS;
    try {
      return command.run(call);
    } catch (CliException | StatusException | UncheckedIOException e) {
      throw e;
    } catch (RuntimeException e) {
      if (showsRequests) {
        e.printStackTrace(call.context().err());
      }
      throw e;
    }
  }

  public CliContext context() {
    return context;
  }

  public Arguments arguments() {
    return arguments;
  }

  /** The value of a switch. */
  public boolean flag(String name) {
    return arguments.flag(name);
  }

  /** The value of a flag, empty if it was not given. */
  public String text(String name) {
    return arguments.text(name);
  }

  /** What is left when the flags are taken away. */
  public List<String> positional() {
    return arguments.positional();
  }

  /**
   * For verbs that take flags only.
   *
   * @throws CliException with these words if anything else was given
   */
  public void refuseArguments(String words) {
    if (!positional().isEmpty()) {
      throw CliException.usage(words);
    }
  }

  /** A line of the result. */
  public void print(String line) {
    context.out().print(line + "\n");
  }

  /** A line for the user beside the result. */
  public void warn(String line) {
    context.err().print(line + "\n");
  }

  /** Something the server wants the user to read. */
  public void serverWarning(String text) {
    serverWarnings++;
    warn("Warning: " + text);
  }

  /**
   * Level of {@code -v}, 0 if it was not given.
   *
   * @throws CliException if it is no number
   */
  public int verbosity() {
    String level = text("-v");
    if (!level.matches("|-?\\d{1,9}")) {
      throw CliException.flags(
          "invalid argument \"" + level + "\" for \"-v, --v\" flag: a number is expected");
    }
    return level.isEmpty() ? 0 : Integer.parseInt(level);
  }

  /** A hint, given only to a person at a terminal. */
  public void hint(String line) {
    if (context.terminal().isThere()) {
      context.err().print(line + "\n");
    }
  }
}
