package dev.weir.importing.schedule;

import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.locks.Condition;
import java.util.function.LongSupplier;

/**
 * The clocks of a schedule.
 *
 * @param wall says where on its grid a tag is, and is written down; it may be set
 * @param steady nanoseconds that go evenly, as {@link System#nanoTime}
 * @param waiting how to wait
 */
public record Times(InstantSource wall, LongSupplier steady, Wait waiting) {
  /** Waits for something to change, or for so long. */
  @FunctionalInterface
  public interface Wait {
    /**
     * Returns when the condition is signalled, when the time is over, or before.
     *
     * @param nanos of the steady clock
     */
    void until(Condition changed, long nanos) throws InterruptedException;
  }

  /** With the machine's own steady clock. */
  @SuppressWarnings(
      "WaitNotInLoop") // a wait may end before its time, and whoever waits looks again
  public static Times of(InstantSource wall) {
    return new Times(
        wall,
        System::nanoTime,
        (changed, nanos) -> {
          long _ = changed.awaitNanos(nanos);
        });
  }

  Instant now() {
    return wall.instant();
  }

  long nanos() {
    return steady.getAsLong();
  }
}
