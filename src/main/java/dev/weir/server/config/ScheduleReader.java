package dev.weir.server.config;

import dev.weir.importing.schedule.CheckInterval;
import java.time.Duration;
import java.util.OptionalInt;

/** Reads how scheduled tags are looked at. */
final class ScheduleReader {
  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final int MOST = 1_000_000;

  private ScheduleReader() {}

  /** The interval of tags that have none of their own. */
  static Duration usual(String text, Duration least) {
    Duration usual = time(text);
    if (usual.compareTo(least) < 0) {
      throw new IllegalArgumentException(
          "\"%s\" is more often than tags may be looked at; %s says how often they may be"
              .formatted(text, Setting.LEAST_CHECK_INTERVAL.flag()));
    }
    return usual;
  }

  private static Duration time(String text) {
    return CheckInterval.read(text)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "\"" + text + "\" is no time such as 30s, 15m, 1.5h or 1d"));
  }

  static Duration least(String text) {
    Duration least = time(text);
    if (least.compareTo(SHORTEST) < 0) {
      throw new IllegalArgumentException("\"" + text + "\" is less than 1s");
    }
    return least;
  }

  static OptionalInt perMinute(String text) {
    try {
      int number = Integer.parseInt(text);
      if (number >= 1 && number <= MOST) {
        return OptionalInt.of(number);
      }
    } catch (NumberFormatException _) {
      // told below
    }
    throw new IllegalArgumentException(
        "\"" + text + "\" is no number of looks from 1 to " + MOST + "; leave it out for no limit");
  }
}
