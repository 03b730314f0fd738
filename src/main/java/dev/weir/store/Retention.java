package dev.weir.store;

import java.time.Duration;

/**
 * How much of the past a store keeps: what is younger than the time, but no more than so many
 * revisions and no more than so many bytes of values that were written.
 */
public record Retention(Duration time, long revisions, long bytes) {
  /**
   * What a Kubernetes API server keeps, and at most 100,000 revisions or 64 MB of it: a large
   * object that changes often would fill the memory otherwise.
   */
  public static final Retention USUAL =
      new Retention(Duration.ofMinutes(5), 100_000, 64L * 1024 * 1024);

  public Retention {
    if (time.isNegative() || revisions < 0 || bytes < 0) {
      throw new IllegalArgumentException(
          "a retention cannot be negative: " + time + ", " + revisions + ", " + bytes);
    }
  }
}
