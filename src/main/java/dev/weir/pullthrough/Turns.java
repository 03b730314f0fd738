package dev.weir.pullthrough;

import dev.weir.access.HeapBudget;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Lets a number of threads read from other registries at once, in the order in which they came. */
final class Turns {
  private final Semaphore free;
  private final int mostWaiting;
  private final Duration patience;
  private final HeapBudget.Part heap;
  private final AtomicInteger waiting = new AtomicInteger();

  /**
   * Turns as the limits say.
   *
   * @param heap that the buffer of each is taken from
   */
  Turns(FetchLimits limits, HeapBudget.Part heap) {
    this.free = new Semaphore(limits.fetches(), true);
    this.mostWaiting = limits.waiting();
    this.patience = limits.patience();
    this.heap = heap;
  }

  /** A right to go on, until it is closed. */
  interface Turn extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Waits until it is this thread's turn.
   *
   * @throws TooManyFetchesException after a bounded wait, or at once if too many wait
   */
  Turn take() throws InterruptedIOException {
    if (!free.tryAcquire()) {
      await();
    }
    if (!heap.take(Fetch.BUFFER)) {
      free.release();
      throw new TooManyFetchesException(patience);
    }
    return () -> {
      heap.giveBack(Fetch.BUFFER);
      free.release();
    };
  }

  private void await() throws InterruptedIOException {
    try {
      if (waiting.incrementAndGet() > mostWaiting
          || !free.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS)) {
        throw new TooManyFetchesException(patience);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      InterruptedIOException interrupted = new InterruptedIOException("interrupted");
      interrupted.initCause(e);
      throw interrupted;
    } finally {
      waiting.decrementAndGet();
    }
  }
}
