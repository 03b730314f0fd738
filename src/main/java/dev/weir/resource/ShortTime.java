package dev.weir.resource;

import java.time.Duration;
import java.time.Instant;

/** Spans of time in kubectl's short form ({@code 5s}, {@code 3m20s}, {@code 4d}). */
public final class ShortTime {
  private ShortTime() {}

  /** From one moment to a later one; none if it is not later. */
  public static String between(Instant from, Instant to) {
    long seconds = Math.max(0, Duration.between(from, to).toSeconds());
    if (seconds < 120) {
      return seconds + "s";
    }
    long minutes = seconds / 60;
    if (minutes < 10) {
      return join(minutes, "m", seconds % 60, "s");
    }
    if (minutes < 180) {
      return minutes + "m";
    }
    long hours = minutes / 60;
    if (hours < 8) {
      return join(hours, "h", minutes % 60, "m");
    }
    if (hours < 48) {
      return hours + "h";
    }
    long days = hours / 24;
    if (days < 8) {
      return join(days, "d", hours % 24, "h");
    }
    if (days < 2 * 365) {
      return days + "d";
    }
    return days < 8 * 365 ? join(days / 365, "y", days % 365, "d") : days / 365 + "y";
  }

  /** {@code 15m} of {@code 15m0s}, as Go writes it. */
  public static String ofGo(String duration) {
    return duration.replaceFirst("(?<=m)0s$", "").replaceFirst("(?<=h)0m$", "");
  }

  private static String join(long big, String bigUnit, long small, String smallUnit) {
    return small == 0 ? big + bigUnit : big + bigUnit + small + smallUnit;
  }
}
