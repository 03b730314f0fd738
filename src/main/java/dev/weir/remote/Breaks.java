package dev.weir.remote;

import java.time.Duration;

/**
 * How often one blob may break off, and how long is waited before it goes on: as long as it gets
 * further many times and at once; in one place a few times, with longer and longer waits; as long
 * as a registry asks for; but two minutes in all. For one thread.
 */
public final class Breaks {
  private static final int MOST = 100;
  private static final int MOST_IN_PLACE = 5;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Retries.Pause pause;
  private long furthest;
  private int all;
  private int inPlace;
  private Duration left = PATIENCE;

  /** Of one blob. */
  public Breaks(Retries.Pause pause) {
    this.pause = pause;
  }

  /**
   * Waits, if it may be gone on with.
   *
   * @param at how far it has come
   * @return false if it is enough, or this thread was interrupted
   */
  public boolean mayGoOn(long at, RemoteException cause) {
    if (at > furthest) {
      furthest = at;
      inPlace = 0;
    } else if (!cause.isHeld()) {
      inPlace++;
    }
    all++;
    Duration wait =
        cause
            .retryAfter()
            .orElse(inPlace == 0 ? Duration.ZERO : Duration.ofSeconds(1L << (inPlace - 1)));
    left = left.minus(wait);
    if (all > MOST || inPlace >= MOST_IN_PLACE || left.isNegative()) {
      return false;
    }
    try {
      if (wait.isPositive()) {
        pause.forTime(wait);
      }
      return !Thread.currentThread().isInterrupted();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
