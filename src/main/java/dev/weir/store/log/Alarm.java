package dev.weir.store.log;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Wakes readers whose wait is nearly over, by a look at all of them once a second. Thousands of
 * them wait for minutes and are woken by events: to set and take back a timer for each wait would
 * cost more than the wait.
 */
final class Alarm {
  /** Who has less time left waits by a timer of its own, and so to the point. */
  static final long PRECISE_NANOS = Duration.ofSeconds(2).toNanos();

  private static final long TICK_NANOS = Duration.ofSeconds(1).toNanos();

  private final Supplier<List<HubWatch>> watches;
  private final Thread thread = Thread.ofVirtual().name("weir-store-alarm").unstarted(this::run);
  private volatile boolean closed;

  /**
   * @param watches all that may wait
   */
  Alarm(Supplier<List<HubWatch>> watches) {
    this.watches = watches;
  }

  void start() {
    thread.start();
  }

  /** There are watches now; without any the alarm sleeps. */
  void wake() {
    LockSupport.unpark(thread);
  }

  void close() {
    closed = true;
    wake();
  }

  private void run() {
    while (!closed) {
      List<HubWatch> waiting = watches.get();
      if (waiting.isEmpty()) {
        LockSupport.park(this);
      } else {
        long now = System.nanoTime();
        waiting.forEach(watch -> watch.wakeIfDue(now));
        LockSupport.parkNanos(this, TICK_NANOS);
      }
    }
  }
}
