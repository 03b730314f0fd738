package dev.weir.cli.cluster;

import dev.weir.cli.call.CliException;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as Go writes them: {@code 1m30s}; without a unit they are seconds (cli.md 8). */
public final class Durations {
  private static final Pattern PART = Pattern.compile("(\\d+(?:\\.\\d+)?)(ms|s|m|h)");

  /** As in Go, what nanoseconds in 64 bits can tell. */
  private static final double MOST_MILLIS = Long.MAX_VALUE / 1e6;

  private Durations() {}

  /**
   * Reads a duration; empty is zero.
   *
   * @throws IllegalArgumentException if it cannot be read
   */
  public static Duration parse(String text) {
    if (text.isEmpty()) {
      return Duration.ZERO;
    }
    String withUnit = text.matches("\\d+") ? text + "s" : text;
    Matcher part = PART.matcher(withUnit);
    double sum = 0;
    int end = 0;
    while (part.find() && part.start() == end) {
      sum += Double.parseDouble(part.group(1)) * millis(part.group(2));
      end = part.end();
    }
    if (end != withUnit.length() || sum >= MOST_MILLIS) {
      throw new IllegalArgumentException("invalid duration \"" + text + "\"");
    }
    return Duration.ofMillis(Math.round(sum));
  }

  /** The value of {@code --request-timeout}; empty and zero are for ever. */
  public static Duration timeout(String text) {
    try {
      return parse(text);
    } catch (IllegalArgumentException _) {
      throw CliException.error(
          "Invalid timeout value. Timeout must be a single integer in seconds, or an integer"
              + " followed by a corresponding time unit (e.g. 1s | 2m | 3h)");
    }
  }

  /** What is said of a flag whose value is no duration. */
  public static CliException invalid(String flag, String text) {
    return CliException.flags(
        "invalid argument \""
            + text
            + "\" for \""
            + flag
            + "\" flag: a time such as 30s or 1m30s is expected");
  }

  private static int millis(String unit) {
    return switch (unit) {
      case "ms" -> 1;
      case "s" -> 1000;
      case "m" -> 60_000;
      default -> 3_600_000;
    };
  }
}
