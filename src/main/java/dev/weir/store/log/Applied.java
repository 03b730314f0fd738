package dev.weir.store.log;

import dev.weir.store.Entry;
import dev.weir.store.StoreException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** Index and watches of a store, as its log fills them; and who waits for what is still to come. */
final class Applied implements Follower {
  final VersionIndex index = new VersionIndex();
  final WatchHub hub = new WatchHub(index);

  /** Held by whoever adds keys and versions or removes keys. */
  private final ReentrantLock changing = new ReentrantLock();

  private final Condition changed = changing.newCondition();
  private int waiting; // guarded by the lock
  private boolean closed; // guarded by the lock

  @Override
  public void begin(long compacted) {
    index.setCompacted(compacted);
  }

  @Override
  public void load(Change row) {
    index.load(row);
  }

  @Override
  public void loaded(long revision) {
    index.loaded(revision);
  }

  @Override
  public void apply(List<Change> changes) {
    changing.lock();
    try {
      index.publish(changes);
      if (waiting > 0) {
        changed.signalAll();
      }
    } finally {
      changing.unlock();
    }
    hub.wake();
  }

  @Override
  public long revision() {
    return index.revision();
  }

  @Override
  public Optional<Entry> newest(String key) {
    return index.newest(key);
  }

  @Override
  public SortedSet<String> live(String prefix) {
    return index.live(prefix);
  }

  /** Does something while nothing changes. */
  <T> T still(Supplier<T> task) {
    changing.lock();
    try {
      return task.get();
    } finally {
      changing.unlock();
    }
  }

  /** Removes keys whose deletion nobody can see any more. */
  void sweep(List<Chain> dead) {
    changing.lock();
    try {
      dead.forEach(index::sweep);
    } finally {
      changing.unlock();
    }
  }

  /**
   * Waits until a revision is applied. An interrupt does not end the wait.
   *
   * @throws StoreException if it is not within the time, or the store is closed first
   */
  void await(long revision, Duration patience) {
    if (index.revision() < revision) {
      awaitLong(revision, patience.toNanos());
    }
  }

  private void awaitLong(long revision, long patience) {
    boolean interrupted = false;
    long left = patience;
    changing.lock();
    try {
      waiting++;
      while (index.revision() < revision) {
        requireWorthWaiting(revision, left);
        try {
          left = changed.awaitNanos(left);
        } catch (InterruptedException _) {
          interrupted = true;
        }
      }
    } finally {
      waiting--;
      changing.unlock();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void requireWorthWaiting(long revision, long left) {
    if (closed) {
      throw CommitQueue.closed();
    }
    if (left <= 0) {
      throw new StoreException(
          "revision %d was committed and has not come here yet, only what is up to %d"
              .formatted(revision, index.revision()));
    }
  }

  /** Ends watches and waits. */
  void close() {
    changing.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      changing.unlock();
    }
    hub.close();
  }
}
