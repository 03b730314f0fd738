package dev.weir.cli;

import dev.weir.cli.call.Arguments;
import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliContext;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Refusal;
import dev.weir.cli.call.VerbName;
import dev.weir.cli.completion.Complete;
import dev.weir.cli.completion.VerbWords;
import dev.weir.cli.manual.Manual;
import dev.weir.failure.Reason;
import dev.weir.resource.StatusException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** The client commands of {@code weir}. */
public final class Cli {
  private Cli() {}

  /**
   * Runs one command to its end.
   *
   * @return the exit code of the process (cli.md 1)
   */
  public static int run(CliContext context, String... arguments) {
    ExitCode code = ExitCode.BROKEN;
    try {
      code = start(context, Choice.of(List.of(arguments)));
    } finally {
      context.out().flush();
      context.err().flush();
    }
    return code.number();
  }

  /** Without a switch over the kinds: it would make a class when a command starts. */
  private static ExitCode start(CliContext context, Choice choice) {
    if (choice instanceof Choice.Chosen(Verb verb, String called, List<String> arguments)) {
      VerbName name = new VerbName(verb.path(), called, VerbList.below(called));
      return run(context, verb.command(), name, arguments);
    }
    if (choice instanceof Choice.Group(String words, boolean help)) {
      boolean asked = help || words.isEmpty();
      (asked ? context.out() : context.err()).print(VerbList.of(words));
      return asked ? ExitCode.SUCCESS : ExitCode.FAILURE;
    }
    context.err().print(refusal(choice));
    return ExitCode.FAILURE;
  }

  private static String refusal(Choice choice) {
    if (choice instanceof Choice.Unknown(String group, String word)) {
      return VerbList.unknown(group, word);
    }
    if (choice instanceof Choice.NotHere(String words, String instead)) {
      return "error: there is no \"weir " + words + "\": " + instead + "\n";
    }
    if (choice instanceof Choice.UnknownFlag(String group, String flag)) {
      return "error: " + Arguments.unknownFlag(flag) + "\n" + hint(CliException.Hint.FLAGS, group);
    }
    throw new IllegalArgumentException("no refusal: " + choice);
  }

  /**
   * Runs a command that is none of the client's, in the same way.
   *
   * @param words that it is called by
   * @return the exit code of the process
   */
  public static int program(
      CliContext context, Command command, String words, List<String> arguments) {
    ExitCode code = ExitCode.BROKEN;
    try {
      code = run(context, command, VerbName.of(words), arguments);
    } finally {
      context.out().flush();
      context.err().flush();
    }
    return code.number();
  }

  /**
   * What shells complete.
   *
   * @param others verbs that are none of the client's
   */
  public static Command completing(List<VerbWords> others) {
    return new Complete(with(others));
  }

  /**
   * Pages about verbs.
   *
   * @param others verbs that are none of the client's
   */
  public static Manual describing(List<VerbWords> others) {
    return new Manual(with(others));
  }

  private static List<VerbWords> with(List<VerbWords> others) {
    return Stream.concat(Arrays.stream(Verb.values()).map(Verb::words), others.stream()).toList();
  }

  /** Runs a command, whatever comes of it. */
  static ExitCode run(CliContext context, Command command, VerbName name, List<String> arguments) {
    String words = name.called();
    try {
      return Call.run(context, command, name, arguments);
    } catch (CliException e) {
      context.err().print("error: " + e.getMessage() + "\n" + hint(e.hint(), name.hinted()));
    } catch (StatusException e) {
      context.err().print(Refusal.text(e.status()) + "\n");
    } catch (UncheckedIOException e) {
      context.err().print(Refusal.text(Objects.requireNonNull(e.getCause())) + "\n");
    } catch (IOException e) {
      context.err().print(Refusal.text(e) + "\n");
    } catch (RuntimeException e) {
      context
          .err()
          .print(
              "error: weir "
                  + words
                  + " failed in a way that was not foreseen ("
                  + Reason.of(e)
                  + "); with -v=6 it shows where\n");
      return ExitCode.BROKEN;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      context.err().print("error: interrupted\n");
    } catch (OutOfMemoryError _) { // what it was about is let go of
      context
          .err()
          .print(
              "error: weir " + words + " needs more memory than it has; ask for less at a time\n");
      return ExitCode.BROKEN;
    }
    return command.whenRefused();
  }

  private static String hint(CliException.Hint hint, String words) {
    String program = words.isEmpty() ? "weir" : "weir " + words;
    return switch (hint) {
      case NONE -> "";
      case EXAMPLES -> "See '" + program + " -h' for help and examples\n";
      case FLAGS -> "See '" + program + " --help' for usage.\n";
    };
  }
}
