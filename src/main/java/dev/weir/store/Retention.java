package dev.weir.store;

import java.time.Duration;

/**
 * How much of the past a store keeps: what is younger than the time, but no more than so many
 * revisions.
 */
public record Retention(Duration time, long revisions) {
  /** What a Kubernetes API server keeps, and at most 100,000 revisions of it. */
  public static final Retention USUAL = new Retention(Duration.ofMinutes(5), 100_000);

  public Retention {
    if (time.isNegative() || revisions < 0) {
      throw new IllegalArgumentException(
          "a retention cannot be negative: " + time + ", " + revisions);
    }
  }
}
