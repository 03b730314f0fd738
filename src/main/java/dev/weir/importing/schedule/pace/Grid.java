package dev.weir.importing.schedule.pace;

import java.time.Duration;
import java.time.Instant;

/**
 * When a tag is due: at those times t of the wall clock for which (t + phase) mod interval is 0,
 * where the phase comes of what is looked at. Tags are so spread over their interval, all that
 * follow one tag of a registry are due together, and where a schedule is need not be stored. Pure.
 *
 * @param phase any number, the same for the same tag of the same repository
 * @param interval in milliseconds, at least 1
 */
public record Grid(long phase, long interval) {
  /** Two clocks that go evenly may differ so much over a day, and a timer wakes so exactly. */
  private static final long UNEVEN = 1000;

  private static final long EXACT_MILLIS = 5;

  private static final long BASIS = 0xcbf29ce484222325L;
  private static final long PRIME = 0x100000001b3L;

  /**
   * The grid of a tag.
   *
   * @param repository with its registry
   * @param reference tag or digest
   */
  public static Grid of(String repository, String reference, Duration interval) {
    return new Grid(hash(repository + ":" + reference), Math.max(1, interval.toMillis()));
  }

  private static long hash(String text) {
    long hash = BASIS;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * PRIME;
    }
    long mixed = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
    return (mixed ^ (mixed >>> 33)) >>> 1;
  }

  /** Time until the next point, more than nothing and an interval at most. */
  public Duration next(Instant now) {
    return Duration.ofMillis(left(now));
  }

  /**
   * As {@link #next} for a tag that was looked at just now: a point that is so near is the one for
   * which it was, and the timer was a little early.
   */
  public Duration afterLook(Instant now) {
    long left = left(now);
    return Duration.ofMillis(
        left <= Math.min(interval / 2, EXACT_MILLIS + interval / UNEVEN) ? interval : left);
  }

  private long left(Instant now) {
    long within = Math.floorMod(now.toEpochMilli(), interval);
    return interval - Math.floorMod(within + Math.floorMod(phase, interval), interval);
  }
}
