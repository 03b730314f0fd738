package dev.weir.lock;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How often something is tried that others may be in the way of, such as a write of what was just
 * read. Before each try but the first is a short pause of random length, so that those who are in
 * each other's way do not stay there; it grows with the tries, up to {@link #LONGEST}.
 *
 * <pre>
 *   Attempts attempts = new Attempts(20);
 *   while (attempts.next()) { … return …; }
 *   throw busy();
 * </pre>
 */
public final class Attempts {
  static final Duration LONGEST = Duration.ofMillis(32);

  private static final long FIRST = Duration.ofMillis(1).toNanos();

  private final int most;
  private final Pause pause;
  private int made;

  /** Waits. */
  @FunctionalInterface
  interface Pause {
    void of(Duration time) throws InterruptedException;
  }

  /**
   * @param most tries
   */
  public Attempts(int most) {
    this(most, Thread::sleep);
  }

  Attempts(int most, Pause pause) {
    this.most = most;
    this.pause = pause;
  }

  /** True if there is one more, when it is time for it; none for a thread that is interrupted. */
  public boolean next() {
    if (made == most) {
      return false;
    }
    if (made > 0 && !rested()) {
      return false;
    }
    made++;
    return true;
  }

  /** True from the first try until the second one. */
  public boolean isFirst() {
    return made == 1;
  }

  private boolean rested() {
    long longest = Math.min(FIRST << Math.min(made - 1, 10), LONGEST.toNanos());
    try {
      pause.of(Duration.ofNanos(ThreadLocalRandom.current().nextLong(longest)));
      return true;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
