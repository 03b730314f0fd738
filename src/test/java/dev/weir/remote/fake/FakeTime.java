package dev.weir.remote.fake;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Waiting that ends, whatever it is for, when the registry is closed. */
final class FakeTime {
  /** To wait for nothing. */
  static final CountDownLatch OPEN = new CountDownLatch(0);

  private static final long LOOK_MILLIS = 10;

  private final CountDownLatch closed = new CountDownLatch(1);

  void close() {
    closed.countDown();
  }

  void pass(Duration time) {
    await(closed, time.toNanos(), TimeUnit.NANOSECONDS);
  }

  void await(CountDownLatch latch) {
    while (latch.getCount() > 0 && closed.getCount() > 0) {
      if (!await(latch, LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
        return;
      }
    }
  }

  void untilClosed() {
    await(closed);
  }

  /** False if the thread was interrupted. */
  private static boolean await(CountDownLatch latch, long time, TimeUnit unit) {
    try {
      boolean _ = latch.await(time, unit);
      return true;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
