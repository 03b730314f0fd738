package dev.weir.cli.call;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** Reads arguments in all forms, tells what is wrong with them, and lists flags: by picocli. */
final class OddArguments {
  private OddArguments() {}

  /**
   * Reads arguments.
   *
   * @throws CliException in the words of cli.md 1
   */
  static Values read(Flags flags, List<String> arguments) {
    CommandLine line =
        new CommandLine(spec(flags))
            .setExpandAtFiles(false)
            .setInterpolateVariables(false)
            .setOverwrittenOptionsAllowed(true)
            .setUsageHelpAutoWidth(false);
    try {
      return values(flags, line.parseArgs(arguments.toArray(new String[0])));
    } catch (RuntimeException e) {
      // no catch of picocli's own: each would be loaded, and the jar be opened, whenever weir
      // starts
      throw refusal(e, flags, arguments);
    }
  }

  private static RuntimeException refusal(RuntimeException e, Flags flags, List<String> arguments) {
    if (e instanceof CommandLine.UnmatchedArgumentException unmatched) {
      String unknown = unmatched.getUnmatched().getFirst();
      return unknown.matches("-k.*|--kustomize(=.*)?") && flags.declares("--filename")
          ? CliException.error(
              "weir builds no kustomizations: let another program do it, such as kubectl kustomize"
                  + " DIR, and pass what it prints with -f -")
          : CliException.flags(Arguments.unknownFlag(unknown));
    }
    if (e instanceof CommandLine.MissingParameterException missing) {
      return CliException.flags(missingValue(missing, arguments));
    }
    return e instanceof CommandLine.ParameterException misread
        ? CliException.flags(misread(misread))
        : e;
  }

  /** The flags that are not those of every verb, as help shows them. */
  static String list(Flags flags) {
    return new Help(spec(flags), Help.defaultColorScheme(Help.Ansi.OFF)).optionList();
  }

  private static CommandSpec spec(Flags flags) {
    CommandSpec spec = CommandSpec.create();
    spec.addPositional(
        PositionalParamSpec.builder()
            .index("0..*")
            .arity("0..*")
            .paramLabel("ARGUMENT")
            .type(List.class)
            .auxiliaryTypes(String.class)
            .build());
    flags.declared().forEach(flag -> spec.addOption(option(flag)));
    return spec;
  }

  private static OptionSpec option(Flag flag) {
    OptionSpec.Builder option =
        OptionSpec.builder(flag.names().toArray(String[]::new))
            .hidden(flag.common())
            .description(flag.help().replace("%", "%%"));
    if (flag.isSwitch()) {
      return option.type(Boolean.class).converters(OddArguments::truth).build();
    }
    option.paramLabel(flag.label()).arity("1");
    return flag.repeated()
        ? option.type(List.class).auxiliaryTypes(String.class).build()
        : option.type(String.class).build();
  }

  /** As Go reads it. */
  private static Boolean truth(String text) {
    return switch (text) {
      case "1", "t", "T", "true", "TRUE", "True" -> true;
      case "0", "f", "F", "false", "FALSE", "False" -> false;
      default -> throw new IllegalArgumentException(text);
    };
  }

  private static Values values(Flags flags, ParseResult parsed) {
    Map<String, List<String>> options = new HashMap<>();
    for (Flag flag : flags.declared()) {
      String name = flag.names().getFirst();
      if (parsed.hasMatchedOption(name)) {
        options.put(
            name,
            flag.repeated()
                ? List.copyOf(parsed.matchedOptionValue(name, List.<String>of()))
                : List.of(String.valueOf(parsed.matchedOptionValue(name, (Object) ""))));
      }
    }
    return new Values(options, parsed.matchedPositionalValue(0, List.<String>of()));
  }

  /** A switch with a value that is none; nothing else is read but as text. */
  private static String misread(CommandLine.ParameterException e) {
    return e.getArgSpec() instanceof OptionSpec option && e.getValue() != null
        ? noTruth(List.of(option.names()), e.getValue())
        : "the arguments cannot be read";
  }

  static String noTruth(List<String> names, String value) {
    return "invalid argument \"%s\" for \"%s\" flag: true or false is expected"
        .formatted(value, String.join(", ", names));
  }

  private static String missingValue(
      CommandLine.MissingParameterException e, List<String> arguments) {
    if (!e.getMissing().isEmpty() && e.getMissing().getFirst() instanceof OptionSpec option) {
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
}
