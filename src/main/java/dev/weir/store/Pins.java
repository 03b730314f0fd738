package dev.weir.store;

import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/** Revisions that somebody reads for longer than the past is kept. Safe for threads. */
public final class Pins {
  private final ConcurrentSkipListMap<Long, Integer> pinned = new ConcurrentSkipListMap<>();

  /** Keeps a revision until it is let go. */
  public Pin pin(long revision) {
    pinned.merge(revision, 1, Integer::sum);
    return new Pin(this, revision);
  }

  /** The oldest revision that is kept; larger than any if none is. */
  public long oldest() {
    return Optional.ofNullable(pinned.firstEntry())
        .map(entry -> entry.getKey())
        .orElse(Long.MAX_VALUE);
  }

  /** A revision that is kept until this is closed, once. */
  public record Pin(Pins pins, long revision) implements AutoCloseable {
    @Override
    public void close() {
      pins.pinned.computeIfPresent(revision, (_, count) -> count == 1 ? null : count - 1);
    }
  }
}
