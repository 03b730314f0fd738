package dev.weir.client.http;

import java.io.IOException;
import java.time.Duration;

/**
 * Closes a connection when the time is over: the one way to end a read that works alike for TLS,
 * TCP and Unix sockets.
 */
final class Deadline implements AutoCloseable {
  private final Duration time;
  private final Thread timer;
  private volatile boolean passed;

  private Deadline(Duration time, Wire wire) {
    this.time = time;
    timer =
        Thread.ofVirtual()
            .name("request-deadline")
            .start(
                () -> {
                  try {
                    Thread.sleep(time);
                    passed = true;
                    wire.close();
                  } catch (InterruptedException _) {
                    // the request ended in time
                  }
                });
  }

  static Deadline of(Duration time, Wire wire) {
    return new Deadline(time, wire);
  }

  /** Why the request failed: as it did, or because the time was over. */
  IOException why(IOException failure) {
    return passed
        ? ServerUnreachableException.because(
            "no answer within " + time.toMillis() / 1000.0 + "s (--request-timeout)")
        : failure;
  }

  @Override
  public void close() {
    timer.interrupt();
  }
}
