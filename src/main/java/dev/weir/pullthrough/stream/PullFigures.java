package dev.weir.pullthrough.stream;

import java.util.concurrent.atomic.LongAdder;

/** How often what streams show of other registries was given, and from where. */
public final class PullFigures {
  private final LongAdder hits = new LongAdder();
  private final LongAdder fetches = new LongAdder();
  private final LongAdder failures = new LongAdder();

  void hit() {
    hits.increment();
  }

  void fetched() {
    fetches.increment();
  }

  void failed() {
    failures.increment();
  }

  /** Manifests and blobs that were here. */
  public long hits() {
    return hits.sum();
  }

  /** Those for which another registry was asked. */
  public long fetches() {
    return fetches.sum();
  }

  /** Those that could not be had. */
  public long failures() {
    return failures.sum();
  }
}
