package dev.weir.cli.call;

import java.util.List;
import java.util.Map;

/**
 * What was given on a command line.
 *
 * @param options values of each flag that was given, by the flag's first name; {@code true} or
 *     {@code false} for a switch
 * @param positional all else
 */
record Values(Map<String, List<String>> options, List<String> positional) {
  Values {
    options = Map.copyOf(options);
    positional = List.copyOf(positional);
  }
}
