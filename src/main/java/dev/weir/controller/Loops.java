package dev.weir.controller;

import dev.weir.failure.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Threads of running loops, stopped together. */
public final class Loops implements AutoCloseable {
  private static final Duration STOP_WAIT = Duration.ofSeconds(5);

  private static final Logger LOG = LoggerFactory.getLogger(Loops.class);
  private static final Duration PAUSE = Duration.ofSeconds(5);

  private final List<Thread> threads = new ArrayList<>();
  private final Duration pause;

  public Loops() {
    this(PAUSE);
  }

  /**
   * @param pause before one that a fault ended is started again
   */
  Loops(Duration pause) {
    this.pause = pause;
  }

  /**
   * Starts a loop on a virtual thread of its own; it runs until it is interrupted. One that a fault
   * ends, such as a lack of memory, is started again after a while.
   */
  public void start(String name, Runnable loop) {
    threads.add(Thread.ofVirtual().name(name).start(() -> lasting(name, loop)));
  }

  private void lasting(String name, Runnable loop) {
    boolean again = true;
    while (again) {
      again = false;
      try {
        loop.run();
      } catch (Error e) {
        LOG.error("{} ended by a fault, and is started again: {}", name, Reason.of(e));
        LOG.debug("{} ended by a fault", name, e);
        again = isRested();
      }
    }
  }

  private boolean isRested() {
    try {
      Thread.sleep(pause);
      return true;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
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
