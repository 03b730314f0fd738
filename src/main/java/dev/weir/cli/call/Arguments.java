package dev.weir.cli.call;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The arguments of a call, read by the flags of its verb. */
public final class Arguments {
  private final Flags flags;
  private final Values values;
  private final Optional<List<String>> afterDashes;

  private Arguments(Flags flags, Values values, Optional<List<String>> afterDashes) {
    this.flags = flags;
    this.values = values;
    this.afterDashes = afterDashes;
  }

  /**
   * Reads arguments.
   *
   * @throws CliException in the words of cli.md 1
   */
  static Arguments parse(Flags flags, List<String> arguments) {
    List<String> attached = attachBareValues(flags, arguments);
    Values values =
        PlainArguments.read(flags, attached).orElseGet(() -> OddArguments.read(flags, attached));
    return new Arguments(flags, values, afterDashes(arguments));
  }

  /** What was read already, with nothing behind dashes. */
  static Arguments of(Flags flags, Values values) {
    return new Arguments(flags, values, Optional.empty());
  }

  /** Gives {@code --dry-run} its value at once, so that it never eats the argument after it. */
  private static List<String> attachBareValues(Flags flags, List<String> arguments) {
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
    return attached;
  }

  /** Picocli would take {@code --watch=} for {@code --watch}. */
  private static void refuseNoTruth(Flags flags, String name) {
    Optional<Flag> flag = flags.called(name).filter(Flag::isSwitch);
    if (flag.isPresent()) {
      throw CliException.flags(OddArguments.noTruth(flag.get().names(), ""));
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

  private List<String> given(String name, boolean repeated) {
    return flags
        .called(name)
        .filter(flag -> flag.repeated() == repeated)
        .map(flag -> values.options().getOrDefault(flag.names().getFirst(), List.of()))
        .orElse(List.of());
  }

  /** True if the flag was given, in either form. */
  public boolean given(String name) {
    return !given(name, false).isEmpty() || !given(name, true).isEmpty();
  }

  /** The value of a switch; false if it was not given. */
  public boolean flag(String name) {
    List<String> given = given(name, false);
    return !given.isEmpty() && given.getLast().equals("true");
  }

  /**
   * The value of a flag; empty if it was not given, or the verb has a repeatable flag of its own by
   * that name.
   */
  public String text(String name) {
    List<String> given = given(name, false);
    return given.isEmpty() ? "" : given.getLast();
  }

  /** The values of a flag that may be repeated. */
  public List<String> texts(String name) {
    return List.copyOf(given(name, true));
  }

  /** What stands behind the first {@code --}; empty if that is not there. */
  public Optional<List<String>> afterDashes() {
    return afterDashes;
  }

  /** What is left when the flags are taken away. */
  public List<String> positional() {
    return values.positional();
  }
}
