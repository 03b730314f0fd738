package dev.weir.pullthrough;

import java.time.Duration;

/**
 * How much may go on at once.
 *
 * @param fetches that run; each holds a connection and a buffer
 * @param waiting fetches that wait for one of those to end
 * @param patience longest such wait
 * @param largest bytes of a blob
 * @param largestUnsized bytes of a blob of which nobody said how many it has
 */
public record FetchLimits(
    int fetches, int waiting, Duration patience, long largest, long largestUnsized) {
  private static final int FETCHES = 32;
  private static final int WAITING = 256;
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final long LARGEST = 1L << 40;
  private static final long LARGEST_UNSIZED = 1L << 30;

  /** 32 at once, 256 more for 30 s; 1 TiB, and 1 GiB where no size is known. */
  public static final FetchLimits USUAL =
      new FetchLimits(FETCHES, WAITING, PATIENCE, LARGEST, LARGEST_UNSIZED);
}
