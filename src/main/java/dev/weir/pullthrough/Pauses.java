package dev.weir.pullthrough;

import dev.weir.remote.Retries;
import java.time.Duration;

/**
 * Waits before the rest of a blob is asked for, longer with each attempt that brings nothing.
 *
 * @param pause how to wait
 */
record Pauses(Retries.Pause pause) {
  private static final Duration FIRST = Duration.ofMillis(100);
  private static final Duration LONGEST = Duration.ofSeconds(2);

  /**
   * Waits.
   *
   * @param inVain attempts in a row that brought nothing
   * @param wish what the registry asked for
   */
  void await(int inVain, Duration wish) throws InterruptedException {
    long growing = FIRST.toMillis() << (2 * Math.max(inVain - 1, 0));
    long millis = Math.max(Math.min(growing, LONGEST.toMillis()), wish.toMillis());
    pause.forTime(Duration.ofMillis(millis));
  }
}
