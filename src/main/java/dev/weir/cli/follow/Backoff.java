package dev.weir.cli.follow;

import java.time.Duration;

/**
 * How long to wait after failures: twice as long each time, up to a bound, and up to a quarter less
 * by chance, so that many who failed together do not come back together.
 */
record Backoff(Duration first, Duration most) {
  /** For a command that fails. */
  static final Backoff OF_RUNS = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(5));

  /** For a server that does not answer. */
  static final Backoff OF_WATCHES = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(30));

  private static final int MOST_DOUBLINGS = 20;
  private static final double SPREAD = 0.25;

  /**
   * The time after some failures in a row.
   *
   * @param failures at least 1
   * @param chance from 0 up to 1
   */
  Duration after(int failures, double chance) {
    Duration whole = first.multipliedBy(1L << Math.clamp(failures - 1L, 0, MOST_DOUBLINGS));
    Duration bounded = whole.compareTo(most) > 0 ? most : whole;
    return Duration.ofMillis(Math.round(bounded.toMillis() * (1 - SPREAD * chance)));
  }
}
