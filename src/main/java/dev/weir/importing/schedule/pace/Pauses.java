package dev.weir.importing.schedule.pace;

import java.time.Duration;

/**
 * After how long something is looked at that failed and may have passed: a minute, then twice as
 * long each time, a quarter of an hour at most. Pure.
 */
public final class Pauses {
  private static final Duration FIRST = Duration.ofMinutes(1);
  private static final Duration LONGEST = Duration.ofMinutes(15);
  private static final int MOST_DOUBLINGS = 4;

  private Pauses() {}

  /**
   * Time until the next look.
   *
   * @param failures in a row
   * @param interval it is never looked at more often
   * @param next when it is looked at anyhow
   */
  public static Duration after(int failures, Duration interval, Duration next) {
    Duration grown = FIRST.multipliedBy(1L << Math.clamp(failures - 1L, 0, MOST_DOUBLINGS));
    Duration pause = grown.compareTo(LONGEST) > 0 ? LONGEST : grown;
    return pause.compareTo(interval) < 0 && pause.compareTo(next) < 0 ? pause : next;
  }
}
