package dev.weir.cli.output;

import java.time.Duration;
import java.util.Locale;

/** Lengths of time in short forms. */
public final class Spans {
  private static final long MINUTE = 60;
  private static final long HOUR = 60 * MINUTE;
  private static final long DAY = 24 * HOUR;
  private static final long YEAR = 365 * DAY;

  private Spans() {}

  /** As Go writes them, to milliseconds: {@code 160ms}, {@code 1.01s}, {@code 1h0m3s}. */
  public static String exact(Duration span) {
    long millis = span.toMillis();
    if (millis == 0) {
      return "0s";
    }
    if (millis < 1000) {
      return millis + "ms";
    }
    String seconds = String.format(Locale.ROOT, "%d.%03d", span.toSecondsPart(), millis % 1000);
    return (span.toHours() > 0 ? span.toHours() + "h" : "")
        + (span.toMinutes() > 0 ? span.toMinutesPart() + "m" : "")
        + seconds.replaceFirst("(\\.\\d*?)0+$", "$1").replaceFirst("\\.$", "")
        + "s";
  }

  /** In the greatest unit (cli.md appendix, "Short age"): {@code 40s}, {@code 3h}, {@code 2y}. */
  public static String coarse(Duration span) {
    long seconds = Math.max(0, span.toSeconds());
    if (seconds < MINUTE) {
      return seconds + "s";
    }
    if (seconds < HOUR) {
      return seconds / MINUTE + "m";
    }
    if (seconds < DAY) {
      return seconds / HOUR + "h";
    }
    return seconds < YEAR ? seconds / DAY + "d" : seconds / YEAR + "y";
  }
}
