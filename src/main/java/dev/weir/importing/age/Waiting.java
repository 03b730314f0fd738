package dev.weir.importing.age;

import dev.weir.reference.StreamName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Streams of which something is to be decided, now or at its time. Safe for threads. */
public final class Waiting {
  /** What waits is kept in mind that often, so that a clock that is set is noticed. */
  private static final long LOOK = Duration.ofMinutes(1).toNanos();

  private final AgeClock clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Set<StreamName> now = new LinkedHashSet<>();
  private final Map<StreamName, Instant> later = new HashMap<>();

  /** Nothing waits. */
  public Waiting(AgeClock clock) {
    this.clock = clock;
  }

  /** Something of a stream is to be decided anew. */
  public void touch(StreamName stream) {
    lock.lock();
    try {
      if (now.add(stream)) {
        changed.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  /** When something of a stream is to be decided next; empty if nothing is. */
  public void at(StreamName stream, Optional<Instant> due) {
    lock.lock();
    try {
      if (due.isPresent()) {
        later.put(stream, due.get());
      } else {
        later.remove(stream);
      }
    } finally {
      lock.unlock();
    }
  }

  /** True if something of a stream is to be decided some time. */
  public boolean has(StreamName stream) {
    lock.lock();
    try {
      return now.contains(stream) || later.containsKey(stream);
    } finally {
      lock.unlock();
    }
  }

  /** True if nothing waits. */
  public boolean isEmpty() {
    lock.lock();
    try {
      return now.isEmpty() && later.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  /** Waits until something is due, a minute at most if something is to be some time. */
  @SuppressWarnings("WaitNotInLoop") // whoever finds nothing due comes again
  public void await() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = later.values().stream().mapToLong(clock::until).min().orElse(Long.MAX_VALUE);
      if (now.isEmpty() && left > 0) {
        long _ = changed.awaitNanos(later.isEmpty() ? left : Math.min(left, LOOK));
      }
    } finally {
      lock.unlock();
    }
  }

  /** Takes out what is due. */
  public List<StreamName> due() {
    Instant time = clock.now(); // which may write
    lock.lock();
    try {
      Set<StreamName> due = new LinkedHashSet<>(now);
      now.clear();
      later.forEach(
          (stream, at) -> {
            if (!at.isAfter(time)) {
              due.add(stream);
            }
          });
      due.forEach(later::remove);
      return new ArrayList<>(due);
    } finally {
      lock.unlock();
    }
  }
}
