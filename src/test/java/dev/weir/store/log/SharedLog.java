package dev.weir.store.log;

import dev.weir.store.Entry;
import dev.weir.store.Limits;
import dev.weir.store.Transaction;
import dev.weir.store.Transaction.Condition;
import dev.weir.store.Transaction.Delete;
import dev.weir.store.Transaction.DeletePrefix;
import dev.weir.store.Transaction.Operation;
import dev.weir.store.Transaction.Put;
import dev.weir.store.TransactionResult.Committed;
import dev.weir.store.TransactionResult.ConditionFailed;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A log that stores share as replicas share an engine elsewhere: decided in one place, told to each
 * replica late, with no past for one that comes, and with little room in a transaction.
 */
public final class SharedLog {
  private static final long MOST_LATE_NANOS = 200_000;

  // guarded by this
  private final TreeMap<String, Entry> newest = new TreeMap<>();
  private final List<Replica> replicas = new CopyOnWriteArrayList<>();
  private long revision = 1;

  /** A place from which the log is read and written. */
  public final class Replica implements Log {
    private final LinkedBlockingQueue<List<Change>> told = new LinkedBlockingQueue<>();
    private final ReentrantLock hearing = new ReentrantLock();
    private @Nullable Thread thread;

    private Replica() {}

    @Override
    public Limits limits() {
      return Limits.LEAST;
    }

    @Override
    public void follow(Follower follower) {
      synchronized (SharedLog.this) {
        follower.begin(revision == 1 ? 0 : revision);
        newest.values().stream()
            .sorted(Comparator.comparingLong(Entry::modRevision))
            .map(entry -> new Change(entry.key(), entry.modRevision(), 0, Optional.of(entry)))
            .forEach(follower::load);
        follower.loaded(revision);
        replicas.add(this);
      }
      thread = Thread.startVirtualThread(() -> tell(follower));
    }

    private void tell(Follower follower) {
      try {
        while (true) {
          List<Change> changes = told.take();
          LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(MOST_LATE_NANOS));
          hearing.lockInterruptibly();
          try {
            follower.apply(changes);
          } finally {
            hearing.unlock();
          }
        }
      } catch (InterruptedException _) {
        // closed
      }
    }

    /** From now on nothing is heard here, until {@link #hear}; by the same thread. */
    public void turnDeaf() {
      hearing.lock();
    }

    public void hear() {
      hearing.unlock();
    }

    @Override
    public Outcome commit(Transaction transaction) {
      return decide(transaction);
    }

    @Override
    public long newest() {
      synchronized (SharedLog.this) {
        return revision;
      }
    }

    @Override
    public void close() {
      replicas.remove(this);
      Thread telling = thread;
      if (telling != null) {
        telling.interrupt();
        boolean interrupted = false;
        while (telling.isAlive()) {
          try {
            telling.join();
          } catch (InterruptedException _) {
            interrupted = true;
          }
        }
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
      }
    }
  }

  public Replica replica() {
    return new Replica();
  }

  private synchronized Outcome decide(Transaction transaction) {
    if (!Limits.LEAST.hold(transaction)) {
      throw new AssertionError("brought more than the engine takes: " + transaction);
    }
    for (Condition condition : transaction.conditions()) {
      long actual =
          Optional.ofNullable(newest.get(condition.key())).map(Entry::modRevision).orElse(0L);
      if (actual != condition.modRevision()) {
        return new Outcome(new ConditionFailed(condition.key(), actual), revision);
      }
    }
    List<Change> changes = new ArrayList<>();
    transaction.operations().forEach(operation -> apply(operation, changes));
    if (!changes.isEmpty()) {
      revision++;
      replicas.forEach(replica -> replica.told.add(List.copyOf(changes)));
    }
    return new Outcome(new Committed(revision), revision);
  }

  private void apply(Operation operation, List<Change> changes) {
    switch (operation) {
      case Put(String key, byte[] value) -> {
        long created =
            Optional.ofNullable(newest.get(key)).map(Entry::createRevision).orElse(revision + 1);
        Entry entry = new Entry(key, value, created, revision + 1);
        newest.put(key, entry);
        changes.add(new Change(key, revision + 1, changes.size(), Optional.of(entry)));
      }
      case Delete(String key) -> delete(key, changes);
      case DeletePrefix(String prefix) ->
          newest.tailMap(prefix).keySet().stream()
              .takeWhile(key -> key.startsWith(prefix))
              .toList()
              .forEach(key -> delete(key, changes));
    }
  }

  private void delete(String key, List<Change> changes) {
    if (newest.remove(key) != null) {
      changes.add(new Change(key, revision + 1, changes.size(), Optional.empty()));
    }
  }
}
