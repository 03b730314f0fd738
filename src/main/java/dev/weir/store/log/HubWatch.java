package dev.weir.store.log;

import dev.weir.store.ExpiredException;
import dev.weir.store.StoreEvent;
import dev.weir.store.Watch;
import dev.weir.store.WatchClosedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A reader's place in the history. It queues nothing: the hub only tells it the first revision that
 * concerns it, and the reader fetches from the shared history. So a slow reader costs nothing,
 * holds up nobody, and finds out when compaction has overtaken it.
 */
final class HubWatch implements Watch {
  private static final long NONE = Long.MAX_VALUE;
  private static final Duration LONGEST_WAIT = Duration.ofDays(365);

  private final WatchHub hub;
  private final VersionIndex index;
  private final String prefix;
  private final AtomicLong pending;
  private volatile long marked;
  private volatile long seen;
  private volatile long due;
  private volatile boolean waiting;
  private volatile boolean started;
  private volatile boolean closed;
  private volatile @Nullable Thread reader;

  HubWatch(WatchHub hub, VersionIndex index, String prefix, long after) {
    this.hub = hub;
    this.index = index;
    this.prefix = prefix;
    this.seen = after;
    this.pending = new AtomicLong(after + 1);
  }

  String prefix() {
    return prefix;
  }

  /**
   * Notes that an event of this revision concerns the reader; true if it is the first one of those
   * that the hub is about to tell.
   */
  boolean mark(long revision, long told) {
    boolean first = marked <= told;
    marked = revision;
    pending.compareAndSet(NONE, revision);
    return first;
  }

  void wake() {
    LockSupport.unpark(reader);
  }

  @Override
  public List<StoreEvent> next(Duration timeout) throws InterruptedException {
    reader = Thread.currentThread();
    Duration wait = timeout.compareTo(LONGEST_WAIT) < 0 ? timeout : LONGEST_WAIT;
    long deadline = System.nanoTime() + wait.toNanos();
    while (true) {
      List<StoreEvent> events = take();
      if (!events.isEmpty()) {
        return events;
      }
      if (Thread.interrupted()) {
        throw new InterruptedException("interrupted while watching " + prefix);
      }
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        return events;
      }
      park(deadline, left);
    }
  }

  private void park(long deadline, long left) {
    if (left <= Alarm.PRECISE_NANOS) {
      LockSupport.parkNanos(this, left);
    } else {
      due = deadline - Alarm.PRECISE_NANOS;
      waiting = true;
      LockSupport.park(this);
      waiting = false;
    }
  }

  /** Ends a wait without a timer that is due now; the rest of it is waited with one. */
  void wakeIfDue(long now) {
    if (waiting && now - due >= 0) {
      wake();
    }
  }

  private List<StoreEvent> take() {
    if (closed) {
      throw new WatchClosedException("the watch of " + prefix + " is closed");
    }
    long first = pending.getAndSet(NONE);
    if (first == NONE) {
      return List.of();
    }
    long upTo = hub.told(); // not further: the hub marks later events and then wakes the reader
    List<StoreEvent> events = first <= upTo ? fetch(first, upTo) : List.of();
    seen = Math.max(seen, upTo);
    started = true;
    if (marked > upTo) {
      rearm(Math.max(first, upTo + 1)); // it was marked while something older was pending
    }
    return events;
  }

  private List<StoreEvent> fetch(long first, long upTo) {
    List<StoreEvent> events = new ArrayList<>();
    try {
      index.events(
          Math.max(first - 1, seen),
          upTo,
          event -> {
            if (event.key().startsWith(prefix)) {
              events.add(event);
            }
          });
      return events;
    } catch (ExpiredException e) {
      rearm(first); // every later call ends the same way
      hub.remove(this);
      throw e;
    }
  }

  private void rearm(long revision) {
    pending.accumulateAndGet(revision, Math::min);
  }

  @Override
  public long progress() {
    long told = hub.told(); // before looking at the mark: what was told up to here is marked
    if (started && marked <= seen && told > seen) {
      seen = told;
    }
    return seen;
  }

  @Override
  public void close() {
    hub.remove(this);
    end();
  }

  void end() {
    closed = true;
    wake();
  }
}
