package dev.weir.server.upkeep;

import java.time.Duration;
import java.time.Instant;

/**
 * When the whole heap is collected, so that what it grew by and no longer needs goes back to the
 * system: the collector itself does that only when the heap is full. Everything stands still for as
 * long as it takes, so it is done when nobody was served for a while, the longer the more there is
 * to go through. What follows is due once more when the store has forgotten what was its past then.
 *
 * @param since when something was last seen to be done
 * @param done how much was done until then
 * @param heap bytes that the heap had from the system after the last collection
 * @param pause how long that took
 * @param again when another one is due however large the heap is
 */
record Repose(Instant since, long done, long heap, Duration pause, Instant again) {
  /** Shortest time in which nothing is done. */
  private static final Duration REST = Duration.ofSeconds(1);

  /** What the time without work must be of the pause, so that hardly anybody comes into one. */
  private static final int PAUSES = 5;

  /** Growth that is worth a pause: so many bytes, and so large a part of the heap. */
  private static final long WORTH = 16L << 20;

  private static final int PART = 4;

  /** What is more than a server without objects takes is growth, too. */
  static Repose begin(Instant now) {
    return new Repose(now, 0, WORTH, Duration.ZERO, Instant.MAX);
  }

  /**
   * After a look at the server.
   *
   * @param working whether something is being done
   * @param doneNow grows with all that is done
   */
  Repose seen(Instant now, boolean working, long doneNow) {
    return working || doneNow != done ? new Repose(now, doneNow, heap, pause, again) : this;
  }

  /** True if the heap should be collected now. */
  boolean isDue(Instant now, long heapNow) {
    Duration rested = Duration.between(since, now);
    return rested.compareTo(REST) >= 0
        && rested.compareTo(pause.multipliedBy(PAUSES)) >= 0
        && (isGrown(heapNow) || !now.isBefore(again));
  }

  private boolean isGrown(long heapNow) {
    return heapNow - heap >= Math.max(WORTH, heap / PART);
  }

  /**
   * After a collection.
   *
   * @param before size of the heap before it
   * @param past how long the store keeps what is overwritten
   */
  Repose collected(Instant now, long before, long heapNow, Duration took, Duration past) {
    Instant next = isGrown(before) ? now.plus(past) : Instant.MAX;
    return new Repose(since, done, heapNow, took, next);
  }
}
