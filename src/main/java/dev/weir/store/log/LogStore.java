package dev.weir.store.log;

import dev.weir.store.Entry;
import dev.weir.store.Limits;
import dev.weir.store.Page;
import dev.weir.store.Past;
import dev.weir.store.RangeQuery;
import dev.weir.store.Store;
import dev.weir.store.Transaction;
import dev.weir.store.TransactionResult;
import dev.weir.store.Watch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/** A store in front of a log: all that is retained in memory, for reads and watches. */
public class LogStore implements Store, Past {
  /** Longest that {@link #sync} waits for what was committed elsewhere. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** An own commit is waited for as long as the store is open: its outcome must not be hidden. */
  private static final Duration ALWAYS = Duration.ofDays(365);

  private final Log log;
  private final Limits limits;
  private final Applied applied = new Applied();
  private final VersionIndex index = applied.index;
  private final WatchHub hub = applied.hub;
  private final ReentrantLock compaction = new ReentrantLock();
  private volatile boolean closed;

  /** Takes a log over, and reads what is in it. */
  public LogStore(Log log) {
    this.log = log;
    this.limits = log.limits();
    log.follow(applied);
    hub.start();
    forget(List.copyOf(index.chains()), index.compacted());
  }

  @Override
  public final long revision() {
    requireOpen();
    return index.revision();
  }

  @Override
  public final long sync() {
    requireOpen();
    long newest = log.newest();
    applied.await(newest, PATIENCE);
    return newest;
  }

  @Override
  public final long revisionBefore(long bytes) {
    requireOpen();
    return index.revisionBefore(bytes);
  }

  @Override
  public final long compactedRevision() {
    requireOpen();
    return index.compacted();
  }

  @Override
  public final Optional<Entry> get(String key, long revision) {
    requireOpen();
    return index.get(key, revision);
  }

  @Override
  public final Page range(RangeQuery query) {
    requireOpen();
    if (query.limit() < 0) {
      throw new IllegalArgumentException("negative limit " + query.limit());
    }
    return index.range(query);
  }

  @Override
  public final Limits limits() {
    return limits;
  }

  @Override
  public final TransactionResult commit(Transaction transaction) {
    requireOpen();
    limits.require(transaction);
    requireValid(transaction);
    Outcome outcome = log.commit(transaction);
    applied.await(outcome.revision(), ALWAYS);
    return outcome.result();
  }

  private static void requireValid(Transaction transaction) {
    Set<String> keys = new HashSet<>();
    for (Transaction.Operation operation : transaction.operations()) {
      requirePrintable(operation.key());
      if (!keys.add(operation.key())) {
        throw new IllegalArgumentException("a transaction writes " + operation.key() + " twice");
      }
    }
    for (Transaction.Operation operation : transaction.operations()) {
      if (operation instanceof Transaction.DeletePrefix(String prefix)) {
        requireApart(prefix, keys);
      }
    }
  }

  private static void requireApart(String prefix, Set<String> keys) {
    for (String key : keys) {
      if (key.startsWith(prefix) && !key.equals(prefix)) {
        throw new IllegalArgumentException(
            "a transaction deletes everything at %s and writes %s".formatted(prefix, key));
      }
    }
  }

  private static void requirePrintable(String key) {
    if (key.isEmpty() || key.chars().anyMatch(c -> c < ' ' || c >= Character.MIN_SURROGATE)) {
      throw new IllegalArgumentException(
          "a key is empty or has a character that keys may not have: " + key);
    }
  }

  @Override
  public final Watch watch(String prefix, long afterRevision) {
    requireOpen();
    long newest = index.revision();
    VersionIndex.requireReached(afterRevision, newest);
    long after = afterRevision == LATEST ? newest : afterRevision;
    HubWatch watch = new HubWatch(hub, index, prefix, after);
    hub.add(watch);
    if (afterRevision != LATEST && after < index.compacted()) {
      watch.close();
      throw VersionIndex.expired(after, index.compacted());
    }
    return watch;
  }

  @Override
  public final void compact(long revision) {
    requireOpen();
    VersionIndex.requireReached(revision, index.revision());
    compaction.lock();
    try {
      if (revision > index.compacted()) {
        hub.awaitTold(revision);
        log.forgetting(revision); // durable first: rows must not go before the log says so
        index.setCompacted(revision);
        forget(index.takeTouched(), revision);
      }
    } finally {
      compaction.unlock();
    }
  }

  private void forget(List<Chain> touched, long revision) {
    List<Change> dropped = new ArrayList<>();
    touched.forEach(chain -> chain.forget(revision, dropped::add));
    applied.sweep(touched.stream().filter(chain -> chain.dead(revision)).toList());
    dropped.sort(Comparator.comparingLong(Change::revision));
    log.forgotten(dropped);
  }

  /** Compares what is kept here with itself and with the log; says what does not fit. */
  public final List<String> check() {
    compaction.lock();
    try {
      requireOpen();
      return problems(index);
    } finally {
      compaction.unlock();
    }
  }

  List<String> problems(VersionIndex kept) {
    return applied.still(() -> new SelfCheck(kept).problems());
  }

  /** True once the store was closed. */
  protected final boolean isClosed() {
    return closed;
  }

  private void requireOpen() {
    if (closed) {
      throw CommitQueue.closed();
    }
  }

  @Override
  public final void close() {
    compaction.lock();
    try {
      if (!closed) {
        closed = true;
        log.close();
        applied.close();
      }
    } finally {
      compaction.unlock();
    }
  }
}
