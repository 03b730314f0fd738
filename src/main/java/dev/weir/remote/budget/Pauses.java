package dev.weir.remote.budget;

import java.time.Duration;
import java.time.Instant;

/** How pauses grow, and what is left of them. */
final class Pauses {
  private static final int MOST_DOUBLINGS = 10;

  private Pauses() {}

  static Duration doubled(Duration first, int times, Duration most) {
    return shorter(first.multipliedBy(1L << Math.clamp(times, 0, MOST_DOUBLINGS)), most);
  }

  static Duration shorter(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }

  static Instant later(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }

  static Duration left(Instant now, Instant until) {
    return now.isBefore(until) ? Duration.between(now, until) : Duration.ZERO;
  }
}
