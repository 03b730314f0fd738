package dev.weir.controller;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Threads of running loops, stopped together. */
public final class Loops implements AutoCloseable {
  private static final Duration STOP_WAIT = Duration.ofSeconds(5);

  private final List<Thread> threads = new ArrayList<>();

  /** Starts a loop on a virtual thread of its own; it runs until it is interrupted. */
  public void start(String name, Runnable loop) {
    threads.add(Thread.ofVirtual().name(name).start(loop));
  }

  /** Interrupts all loops and waits until they have ended. */
  @Override
  public void close() {
    threads.forEach(Thread::interrupt);
    for (Thread thread : threads) {
      try {
        boolean _ = thread.join(STOP_WAIT);
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
