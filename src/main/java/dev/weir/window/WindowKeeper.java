package dev.weir.window;

import dev.weir.store.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes down last pulls, and lets go what nobody pulls any more. */
public final class WindowKeeper implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(WindowKeeper.class);
  private static final Duration ROUND = Duration.ofMinutes(1);
  private static final Duration SWEEP = Duration.ofHours(1);

  private final LastPulls pulls;
  private final WindowSweep sweep;
  private final InstantSource clock;
  private Instant next;

  WindowKeeper(LastPulls pulls, WindowSweep sweep, InstantSource clock) {
    this.pulls = pulls;
    this.sweep = sweep;
    this.clock = clock;
    this.next = clock.instant().plus(ROUND);
  }

  /** Runs until the thread is interrupted; what was noted is then written down. */
  @Override
  public void run() {
    boolean goesOn = true;
    while (goesOn) {
      try {
        Thread.sleep(ROUND);
      } catch (InterruptedException _) {
        goesOn = false;
      }
      round();
    }
  }

  /** One round: last pulls each time, the streams each hour. */
  void round() {
    try {
      pulls.write();
      if (!clock.instant().isBefore(next)) {
        next = clock.instant().plus(SWEEP);
        sweep.run();
      }
    } catch (StoreException e) {
      LOG.warn("the store cannot take what windows note: {}", e.getMessage());
    } catch (RuntimeException e) {
      LOG.error("what nobody pulls any more could not be looked for", e);
    }
  }
}
