package dev.weir.cli.follow;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets a signal that ends the program interrupt a thread first, and waits until that one has put
 * things in order, which {@link #close} says.
 */
final class Shutdown implements AutoCloseable {
  private final CountDownLatch inOrder = new CountDownLatch(1);
  private final Thread hook;

  private Shutdown(Thread worker, Duration longest) {
    hook =
        new Thread(
            () -> {
              worker.interrupt();
              try {
                boolean _ = inOrder.await(longest.toMillis(), TimeUnit.MILLISECONDS);
              } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
              }
            },
            "follow-stop");
  }

  /** Until {@link #close}, the thread is interrupted before the program ends. */
  static Shutdown interrupting(Thread worker, Duration longest) {
    Shutdown shutdown = new Shutdown(worker, longest);
    Runtime.getRuntime().addShutdownHook(shutdown.hook);
    return shutdown;
  }

  @Override
  public void close() {
    inOrder.countDown();
    try {
      boolean _ = Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException _) {
      // the program is ending
    }
  }
}
