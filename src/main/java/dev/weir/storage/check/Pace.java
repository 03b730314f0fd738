package dev.weir.storage.check;

import dev.weir.blob.file.Inspection;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/** Lets no more than so many bytes a second pass, and says when it was interrupted. */
final class Pace implements Inspection.Pace {
  private static final long SECOND = 1_000_000_000L;

  /** What is not used up in that time is lost. */
  private static final long MOST_SAVED = SECOND / 10;

  private final OptionalLong rate;
  private final LongSupplier nanos;
  private final Sleep sleep;
  private long due;

  /** Waits. */
  interface Sleep {
    void nanos(long nanos) throws InterruptedException;
  }

  /**
   * @param rate bytes a second; empty for as many as there are
   */
  Pace(OptionalLong rate) {
    this(rate, System::nanoTime, nanos -> Thread.sleep(Duration.ofNanos(nanos)));
  }

  Pace(OptionalLong rate, LongSupplier nanos, Sleep sleep) {
    this.rate = rate;
    this.nanos = nanos;
    this.sleep = sleep;
    this.due = nanos.getAsLong();
  }

  @Override
  public void read(long bytes) throws IOException {
    if (Thread.currentThread().isInterrupted()) {
      throw new InterruptedIOException("the check was interrupted");
    }
    if (rate.isEmpty()) {
      return;
    }
    long now = nanos.getAsLong();
    due = Math.max(due, now - MOST_SAVED) + (long) ((double) bytes / rate.getAsLong() * SECOND);
    if (due > now) {
      try {
        sleep.nanos(due - now);
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("the check was interrupted");
      }
    }
  }
}
