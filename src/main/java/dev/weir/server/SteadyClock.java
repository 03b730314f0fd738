package dev.weir.server;

import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * Time for intervals: it begins with the clock's and then goes on evenly, whatever is done to the
 * clock. What is written down, or compared with what was, takes the clock's own time.
 */
final class SteadyClock implements InstantSource {
  private final Instant beginning;
  private final LongSupplier nanos;
  private final long zero;

  private SteadyClock(Instant beginning, LongSupplier nanos) {
    this.beginning = beginning;
    this.nanos = nanos;
    this.zero = nanos.getAsLong();
  }

  /**
   * A clock that begins now.
   *
   * @param nanos a count that never goes back, such as {@link System#nanoTime}
   */
  static SteadyClock from(InstantSource clock, LongSupplier nanos) {
    return new SteadyClock(clock.instant(), nanos);
  }

  @Override
  public Instant instant() {
    return beginning.plusNanos(nanos.getAsLong() - zero);
  }
}
