package dev.weir.server.upkeep;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Collects the heap when the server rests; {@link Repose} says when. For one thread. */
public final class IdleHeap {
  private static final Logger LOG = LoggerFactory.getLogger(IdleHeap.class);

  private final Heap heap;
  private final BooleanSupplier working;
  private final LongSupplier done;
  private final Duration past;
  private final InstantSource clock;
  private Repose repose;

  /**
   * Begins now.
   *
   * @param working whether the server is doing something for somebody
   * @param done a count that grows with all that it does
   * @param past how long what is overwritten stays in the store
   */
  public IdleHeap(
      Heap heap, BooleanSupplier working, LongSupplier done, Duration past, InstantSource clock) {
    this.heap = heap;
    this.working = working;
    this.done = done;
    this.past = past;
    this.clock = clock;
    this.repose = Repose.begin(clock.instant());
  }

  /** Looks at the server, and collects if that is due. Called a few times a second. */
  void look() {
    Instant now = clock.instant();
    repose = repose.seen(now, working.getAsBoolean(), done.getAsLong());
    long before = heap.bytes();
    if (repose.isDue(now, before)) {
      heap.collect();
      Instant after = clock.instant();
      repose = repose.collected(after, before, heap.bytes(), Duration.between(now, after), past);
      LOG.debug(
          "collected the heap in {} ms: {} bytes, {} before",
          Duration.between(now, after).toMillis(),
          heap.bytes(),
          before);
    }
  }
}
