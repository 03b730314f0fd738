package dev.weir.remote;

import java.time.Duration;
import java.util.function.Supplier;

/**
 * Tries again what may pass, a few times and for a bounded time, after a wait that the registry
 * asks for or that depends on the cause. To be told to wait before anything was asked is no try.
 */
public final class Retries {
  /** Tries once. */
  static final Retries NONE = new Retries(_ -> {}, 1, Duration.ZERO);

  private static final int USUAL = 3;
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration LONG_PATIENCE = Duration.ofMinutes(2);
  private static final int FEW = 2;
  private static final Duration HASTE = Duration.ofSeconds(2);

  private final Pause pause;
  private final int most;
  private final Duration patience;

  /** Tries three times, and waits ten seconds in all. */
  public Retries(Pause pause) {
    this(pause, USUAL, PATIENCE);
  }

  private Retries(Pause pause, int most, Duration patience) {
    this.pause = pause;
    this.most = most;
    this.patience = patience;
  }

  /** How to wait; tests record instead. */
  @FunctionalInterface
  public interface Pause {
    void forTime(Duration time) throws InterruptedException;
  }

  /** Really waits. */
  public static Retries sleeping() {
    return new Retries(Thread::sleep);
  }

  /** For somebody who waits: tries twice, and waits two seconds in all. */
  Retries hasty() {
    return new Retries(pause, FEW, HASTE);
  }

  /** For much work that nobody watches closely: what a registry asks for is waited for longer. */
  Retries patient() {
    return new Retries(pause, USUAL, LONG_PATIENCE);
  }

  /** For one blob, which goes on where it broke off. */
  Breaks breaks() {
    return new Breaks(pause);
  }

  /** Waits; false if this thread was interrupted. */
  boolean waits(Duration time) {
    try {
      pause.forTime(time);
      return true;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  <T> T run(Supplier<T> attempt) {
    Duration left = patience;
    int tries = 0;
    while (true) {
      try {
        return attempt.get();
      } catch (RemoteException e) {
        tries += e.isHeld() ? 0 : 1;
        Duration wait = e.pause();
        if (wait.isZero() || wait.compareTo(left) > 0 || tries == most) {
          throw e;
        }
        await(e, wait);
        left = left.minus(wait);
      }
    }
  }

  private void await(RemoteException cause, Duration wait) {
    try {
      pause.forTime(wait);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw cause;
    }
  }
}
