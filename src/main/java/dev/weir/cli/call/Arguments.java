package dev.weir.cli.call;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/** The arguments of a call, read by the flags of its verb. */
public final class Arguments {
  private final ParseResult parsed;
  private final Optional<List<String>> afterDashes;

  private Arguments(ParseResult parsed, Optional<List<String>> afterDashes) {
    this.parsed = parsed;
    this.afterDashes = afterDashes;
  }

  /**
   * Reads arguments.
   *
   * @throws CliException in the words of cli.md 1
   */
  static Arguments parse(Flags flags, List<String> arguments) {
    CommandLine line =
        new CommandLine(flags.spec())
            .setExpandAtFiles(false)
            .setInterpolateVariables(false)
            .setOverwrittenOptionsAllowed(true)
            .setUsageHelpAutoWidth(false);
    try {
      return new Arguments(
          line.parseArgs(attachBareValues(flags, arguments)), afterDashes(arguments));
    } catch (CommandLine.UnmatchedArgumentException e) {
      String unknown = e.getUnmatched().getFirst();
      if (unknown.matches("-k.*|--kustomize(=.*)?")
          && flags.spec().optionsMap().containsKey("--filename")) {
        throw CliException.error(
            "weir builds no kustomizations: let another program do it, such as kubectl kustomize"
                + " DIR, and pass what it prints with -f -");
      }
      throw CliException.flags(unknownFlag(unknown));
    } catch (CommandLine.MissingParameterException e) {
      throw CliException.flags(missingValue(e, arguments));
    } catch (CommandLine.ParameterException e) {
      throw CliException.flags(misread(e));
    }
  }

  /** Gives {@code --dry-run} its value at once, so that it never eats the argument after it. */
  private static String[] attachBareValues(Flags flags, List<String> arguments) {
    List<String> attached = new ArrayList<>(arguments.size());
    boolean options = true;
    for (String argument : arguments) {
      options &= !argument.equals("--");
      if (options && argument.endsWith("=")) {
        refuseNoTruth(flags, argument.substring(0, argument.length() - 1));
      }
      attached.add(
          options && !flags.bareValue(argument).isEmpty()
              ? argument + "=" + flags.bareValue(argument)
              : argument);
    }
    return attached.toArray(new String[0]);
  }

  /** Picocli would take {@code --watch=} for {@code --watch}. */
  private static void refuseNoTruth(Flags flags, String name) {
    CommandLine.Model.OptionSpec option = flags.spec().findOption(name);
    if (option != null && option.arity().max() == 0) {
      throw CliException.flags(noTruth(option, ""));
    }
  }

  private static Optional<List<String>> afterDashes(List<String> arguments) {
    int dashes = arguments.indexOf("--");
    return dashes < 0
        ? Optional.empty()
        : Optional.of(List.copyOf(arguments.subList(dashes + 1, arguments.size())));
  }

  /** What is said of a flag that nobody knows, such as {@code --x=y}. */
  public static String unknownFlag(String argument) {
    if (argument.startsWith("--")) {
      int equals = argument.indexOf('=');
      return "unknown flag: " + (equals < 0 ? argument : argument.substring(0, equals));
    }
    return "unknown shorthand flag: '" + argument.charAt(1) + "' in " + argument;
  }

  /** A switch with a value that is none; nothing else is read but as text. */
  private static String misread(CommandLine.ParameterException e) {
    return e.getArgSpec() instanceof CommandLine.Model.OptionSpec option && e.getValue() != null
        ? noTruth(option, e.getValue())
        : "the arguments cannot be read";
  }

  private static String noTruth(CommandLine.Model.OptionSpec option, String value) {
    return "invalid argument \"%s\" for \"%s\" flag: true or false is expected"
        .formatted(value, String.join(", ", option.names()));
  }

  private static String missingValue(
      CommandLine.MissingParameterException e, List<String> arguments) {
    if (!e.getMissing().isEmpty()
        && e.getMissing().getFirst() instanceof CommandLine.Model.OptionSpec option) {
      String given =
          Arrays.stream(option.names())
              .filter(arguments::contains)
              .findFirst()
              .orElse(option.shortestName());
      return given.startsWith("--")
          ? "flag needs an argument: " + given
          : "flag needs an argument: '" + given.substring(1) + "' in " + given;
    }
    return "an argument is missing";
  }

  /** True if the flag was given, in either form. */
  public boolean given(String name) {
    return parsed.hasMatchedOption(name);
  }

  /** The value of a switch; false if it was not given. */
  public boolean flag(String name) {
    return parsed.matchedOptionValue(name, false);
  }

  /**
   * The value of a flag; empty if it was not given, or the verb has a repeatable flag of its own by
   * that name.
   */
  public String text(String name) {
    Object value = parsed.matchedOptionValue(name, (Object) "");
    return value instanceof String text ? text : "";
  }

  /** The values of a flag that may be repeated. */
  public List<String> texts(String name) {
    return List.copyOf(parsed.matchedOptionValue(name, List.<String>of()));
  }

  /** What stands behind the first {@code --}; empty if that is not there. */
  public Optional<List<String>> afterDashes() {
    return afterDashes;
  }

  /** What is left when the flags are taken away. */
  public List<String> positional() {
    return List.copyOf(parsed.matchedPositionalValue(0, List.<String>of()));
  }
}
