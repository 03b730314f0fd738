package dev.weir.importing.schedule.pace;

import java.time.Duration;
import java.util.OptionalInt;

/**
 * How many looks may begin in a minute: what cannot begin now is given its time, in the order of
 * asking. What nobody asked for in the last ten seconds may be asked for at once. Not safe for
 * threads.
 */
public final class CheckRate {
  private static final Duration BURST = Duration.ofSeconds(10);

  private final long gap;
  private final long burst;
  private long next;
  private boolean begun;

  /**
   * So many.
   *
   * @param perMinute empty if there is no bound
   */
  public CheckRate(OptionalInt perMinute) {
    this.gap = perMinute.isEmpty() ? 0 : Duration.ofMinutes(1).toNanos() / perMinute.getAsInt();
    this.burst = Math.max(0, BURST.toNanos() - gap);
  }

  /**
   * Takes the next place.
   *
   * @param now nanoseconds of a clock that goes evenly
   * @return nanoseconds until it; 0 if it is free
   */
  public long take(long now) {
    if (gap == 0) {
      return 0;
    }
    long earliest = now - burst;
    if (!begun || next - earliest < 0) {
      next = earliest;
      begun = true;
    }
    long mine = next;
    next += gap;
    return Math.max(0, mine - now);
  }
}
