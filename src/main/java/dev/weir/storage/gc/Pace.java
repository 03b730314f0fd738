package dev.weir.storage.gc;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Lets those who push and pull go first: a part of the time is work, the rest is a break, where
 * there is more to do than a little.
 */
final class Pace {
  /** How much longer a break is than the work before it. */
  private static final int PART = 3;

  private static final Duration LONGEST = Duration.ofMillis(100);

  private final InstantSource steady;
  private Instant begun;

  Pace(InstantSource steady) {
    this.steady = steady;
    this.begun = steady.instant();
  }

  /** Work begins. */
  void begin() {
    begun = steady.instant();
  }

  /** Takes a break after the work that was begun last, and begins anew. */
  void rest() {
    Duration wanted = Duration.between(begun, steady.instant()).multipliedBy(PART);
    Duration rest = wanted.compareTo(LONGEST) < 0 ? wanted : LONGEST;
    try {
      if (rest.isPositive()) {
        Thread.sleep(rest);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while collecting", e);
    }
    begin();
  }
}
