package dev.weir.store;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Compacts a store by age, number of revisions and bytes. Somebody calls {@link #tick} every few
 * seconds; how often decides how exactly the time is kept. For one thread.
 */
public final class Compactor {
  private record Sample(Instant at, long revision) {}

  private final Past past;
  private final Retention retention;
  private final InstantSource clock;
  private final Pins pins;
  private final Deque<Sample> samples = new ArrayDeque<>();

  /**
   * Compacts a store.
   *
   * @param past the store's
   * @param clock one that never goes back: intervals are all that is taken from it
   */
  public Compactor(Past past, Retention retention, InstantSource clock) {
    this(past, retention, clock, new Pins());
  }

  /**
   * As above, with revisions that somebody still reads: they are kept however old they are, as long
   * as there is memory for what was written since.
   */
  public Compactor(Past past, Retention retention, InstantSource clock, Pins pins) {
    this.pins = pins;
    this.past = past;
    this.retention = retention;
    this.clock = clock;
  }

  /**
   * Looks at the time and the newest revision and compacts if something is too old.
   *
   * @throws StoreException if the store could not; a later tick tries again
   */
  public void tick() {
    Instant now = clock.instant();
    long newest = past.revision();
    samples.addLast(new Sample(now, newest));
    long target =
        Math.max(
            Math.min(Math.max(newest - retention.revisions(), tooOld(now)), pins.oldest()),
            past.revisionBefore(retention.bytes()));
    if (target > past.compactedRevision()) {
      past.compact(target);
    }
  }

  /** The newest revision that was already there when the retained time began; 0 if unknown. */
  private long tooOld(Instant now) {
    Instant begin = now.minus(retention.time());
    long revision = 0;
    while (!samples.isEmpty() && !samples.getFirst().at().isAfter(begin)) {
      Sample past = samples.getFirst();
      revision = past.revision();
      if (isLastBefore(begin)) {
        break;
      }
      samples.removeFirst();
    }
    return revision;
  }

  // kept, so that a failed compaction is tried again with the next tick
  private boolean isLastBefore(Instant begin) {
    return samples.stream().skip(1).findFirst().map(next -> next.at().isAfter(begin)).orElse(true);
  }
}
