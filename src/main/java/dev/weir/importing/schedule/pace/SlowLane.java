package dev.weir.importing.schedule.pace;

import java.time.Duration;
import java.time.Instant;

/**
 * Where many tags of one repository are scheduled, most of them are old releases that never move
 * again. Those that have not moved for a month, and have no interval of their own, are looked at
 * more rarely: every two hours, half as often for each further month, and daily at least. Pure.
 */
public final class SlowLane {
  /** So many tags of a repository are many. */
  public static final int MANY = 8;

  private static final Duration STILL = Duration.ofDays(30);
  private static final Duration FIRST = Duration.ofHours(2);
  private static final Duration LONGEST = Duration.ofDays(1);
  private static final int MOST_DOUBLINGS = 4;

  private SlowLane() {}

  /**
   * The interval of a tag without one of its own.
   *
   * @param usual is never gone below
   * @param scheduled tags of its repository, of all streams with the same login
   * @param moved when it last did
   */
  public static Duration interval(Duration usual, int scheduled, Instant moved, Instant now) {
    if (scheduled < MANY || moved.plus(STILL).isAfter(now)) {
      return usual;
    }
    long months = Duration.between(moved, now).dividedBy(STILL);
    Duration slow = FIRST.multipliedBy(1L << Math.min(months - 1, MOST_DOUBLINGS));
    Duration bounded = slow.compareTo(LONGEST) > 0 ? LONGEST : slow;
    return bounded.compareTo(usual) > 0 ? bounded : usual;
  }
}
