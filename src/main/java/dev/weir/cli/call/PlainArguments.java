package dev.weir.cli.call;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads arguments in the forms that nearly all have: {@code --flag}, {@code --flag=value}, {@code
 * --flag value}, {@code -f value} and words. Picocli reads all others, and tells what is wrong with
 * them; it is of a class file version that no start-up archive takes, so that a command would spend
 * a third of its time with loading it.
 */
final class PlainArguments {
  private final Flags flags;
  private final Map<String, List<String>> options = new HashMap<>();
  private final List<String> positional = new ArrayList<>();

  private PlainArguments(Flags flags) {
    this.flags = flags;
  }

  /** Empty if anything is unusual. */
  static Optional<Values> read(Flags flags, List<String> arguments) {
    PlainArguments plain = new PlainArguments(flags);
    int at = 0;
    while (at < arguments.size()) {
      String argument = arguments.get(at);
      if (argument.equals("--")) {
        plain.positional.addAll(arguments.subList(at + 1, arguments.size()));
        break;
      }
      int used = plain.take(argument, at + 1 < arguments.size() ? arguments.get(at + 1) : "-");
      if (used == 0) {
        return Optional.empty();
      }
      at += used;
    }
    return Optional.of(new Values(plain.options, plain.positional));
  }

  /** How many arguments it was; 0 if it is unusual. */
  private int take(String argument, String next) {
    if (!argument.startsWith("-")) {
      positional.add(argument);
      return 1;
    }
    int equals = argument.indexOf('=');
    Flag flag = flags.called(equals < 0 ? argument : argument.substring(0, equals)).orElse(null);
    if (flag == null) {
      return 0;
    }
    if (equals >= 0) {
      return attached(flag, argument.substring(equals + 1));
    }
    if (flag.isSwitch()) {
      return keep(flag, "true", 1);
    }
    return next.startsWith("-") || next.isEmpty() ? 0 : keep(flag, next, 2);
  }

  private int attached(Flag flag, String value) {
    if (value.isEmpty()) {
      return 0;
    }
    return flag.isSwitch() && !value.equals("true") && !value.equals("false")
        ? 0
        : keep(flag, value, 1);
  }

  private int keep(Flag flag, String value, int used) {
    options.computeIfAbsent(flag.names().getFirst(), _ -> new ArrayList<>()).add(value);
    return used;
  }
}
