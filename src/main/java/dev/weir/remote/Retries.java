package dev.weir.remote;

import java.time.Duration;
import java.util.function.Supplier;

/** Tries again what may pass: at most twice more, after a wait that depends on the cause. */
public final class Retries {
  /** Tries once. */
  static final Retries NONE = new Retries(_ -> {}, 1);

  private static final int MAX_TRIES = 3;

  private final Pause pause;
  private final int most;

  public Retries(Pause pause) {
    this(pause, MAX_TRIES);
  }

  private Retries(Pause pause, int most) {
    this.pause = pause;
    this.most = most;
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

  <T> T run(Supplier<T> attempt) {
    for (int tries = 1; ; tries++) {
      try {
        return attempt.get();
      } catch (RemoteException e) {
        if (e.passing().pause().isZero() || tries == most) {
          throw e;
        }
        await(e);
      }
    }
  }

  private void await(RemoteException cause) {
    try {
      pause.forTime(cause.passing().pause());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw cause;
    }
  }
}
