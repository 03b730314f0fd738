package dev.weir.cli.call;

import java.util.List;

/** One run of a verb: its arguments and the world around it. */
public final class Call {
  private final CliContext context;
  private final Arguments arguments;

  private Call(CliContext context, Arguments arguments) {
    this.context = context;
    this.arguments = arguments;
  }

  /** Reads the arguments of a verb, runs it, or shows its help if that was asked for. */
  public static ExitCode run(CliContext context, Command command, List<String> arguments)
      throws java.io.IOException, InterruptedException {
    Flags flags = command.flags().withGlobalFlags();
    Arguments read = Arguments.parse(flags, arguments);
    if (read.flag("--help")) {
      context.out().print(HelpText.of(flags));
      return ExitCode.SUCCESS;
    }
    return command.run(new Call(context, read));
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

  /** A line of the result. */
  public void print(String line) {
    context.out().print(line + "\n");
  }

  /** A line for the user beside the result. */
  public void warn(String line) {
    context.err().print(line + "\n");
  }

  /** A hint, given only to a person at a terminal. */
  public void hint(String line) {
    if (context.terminal()) {
      context.err().print(line + "\n");
    }
  }
}
