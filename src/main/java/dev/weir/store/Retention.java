package dev.weir.store;

import java.time.Duration;

/**
 * How much of the past a store keeps: what is younger than the time, but no more than so many
 * revisions and no more than so many bytes of values that were written.
 */
public record Retention(Duration time, long revisions, long bytes) {
  private static final Duration USUAL_TIME = Duration.ofMinutes(5);
  private static final long USUAL_REVISIONS = 100_000;

  public Retention {
    if (time.isNegative() || revisions < 0 || bytes < 0) {
      throw new IllegalArgumentException(
          "a retention cannot be negative: " + time + ", " + revisions + ", " + bytes);
    }
  }

  /**
   * What a Kubernetes API server keeps, and at most 100,000 revisions or so many bytes of it: a
   * large object that changes often would fill the memory otherwise.
   */
  public static Retention usual(long bytes) {
    return new Retention(USUAL_TIME, USUAL_REVISIONS, bytes);
  }
}
