package dev.weir.imagestream.cells;

import java.time.Duration;
import java.time.Instant;

/** Times as people say them in stream tables (image-api.md 9.1). */
public final class Ago {
  private Ago() {}

  /** {@code 3 hours ago}. */
  public static String since(Instant then, Instant now) {
    return words(Duration.between(then, now)) + " ago";
  }

  /** {@code About a minute}, {@code 3 weeks}; a negative duration counts as none. */
  public static String words(Duration duration) {
    long seconds = Math.max(0, duration.toSeconds());
    long minutes = seconds / 60;
    long hours = minutes / 60;
    long days = hours / 24;
    if (seconds < 1) {
      return "Less than a second";
    } else if (seconds < 60) {
      return seconds == 1 ? "1 second" : seconds + " seconds";
    } else if (minutes < 60) {
      return minutes == 1 ? "About a minute" : minutes + " minutes";
    } else if (hours < 48) {
      return hours == 1 ? "About an hour" : hours + " hours";
    } else if (days < 14) {
      return days + " days";
    } else if (days < 60) {
      return days / 7 + " weeks";
    } else if (days < 730) {
      return days / 30 + " months";
    }
    return days / 365 + " years";
  }
}
