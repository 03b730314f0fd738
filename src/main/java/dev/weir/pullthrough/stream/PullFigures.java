package dev.weir.pullthrough.stream;

import dev.weir.pullthrough.FetchCounters;
import java.util.concurrent.atomic.LongAdder;

/** How often what streams show of other registries was given, and from where. */
public final class PullFigures {
  private final FetchCounters transfers;
  private final LongAdder hits = new LongAdder();
  private final LongAdder fetches = new LongAdder();
  private final LongAdder failures = new LongAdder();

  /** With what is counted of blobs on their way. */
  public PullFigures(FetchCounters transfers) {
    this.transfers = transfers;
  }

  /** Blobs on their way. */
  public FetchCounters transfers() {
    return transfers;
  }

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
