package dev.weir.store.log;

import dev.weir.store.Entry;
import dev.weir.store.Page;
import dev.weir.store.RangeQuery;
import dev.weir.store.Store;
import dev.weir.store.Transaction;
import dev.weir.store.TransactionResult;
import dev.weir.store.Watch;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** A store over a journal; the subclasses choose the journal. */
public abstract class LogStore implements Store {
  /** Most operations of one transaction. */
  public static final int MOST_OPERATIONS = 65_536;

  private final Journal journal;
  private final VersionIndex index = new VersionIndex();
  private final WatchHub hub = new WatchHub(index);
  private final Committer committer;
  private final ReentrantLock compaction = new ReentrantLock();
  private volatile boolean closed;

  /**
   * Reads the journal and takes it over.
   *
   * @param threads makes the committing thread
   */
  protected LogStore(Journal journal, Thread.Builder threads) {
    this.journal = journal;
    this.committer = new Committer(index, journal, hub::wake, threads);
    List<Change> leftOver = load();
    hub.start();
    committer.start();
    committer.clear(leftOver, List.of());
  }

  /** Rows that a compaction before the last stop had no time to clear away. */
  private List<Change> load() {
    long compacted = journal.compactedRevision();
    journal.replay(change -> index.load(change, compacted));
    index.loaded(compacted);
    List<Change> dropped = new ArrayList<>();
    for (Chain chain : index.chains()) {
      chain.forget(compacted, dropped::add);
      index.sweep(chain);
    }
    return oldestFirst(dropped);
  }

  /**
   * The order in which rows leave the journal: a deletion after the versions that it hides, or they
   * would come back to life if the process ended in between.
   */
  private static List<Change> oldestFirst(List<Change> rows) {
    rows.sort(Comparator.comparingLong(Change::revision));
    return rows;
  }

  @Override
  public final long revision() {
    requireOpen();
    return index.revision();
  }

  @Override
  public final long sync() {
    return revision(); // nobody else writes, and whoever has an answer can see it
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
  public final TransactionResult commit(Transaction transaction) {
    requireOpen();
    requireValid(transaction);
    return committer.commit(transaction);
  }

  private static void requireValid(Transaction transaction) {
    if (transaction.operations().size() > MOST_OPERATIONS) {
      throw new IllegalArgumentException(
          transaction.operations().size() + " operations, at most " + MOST_OPERATIONS);
    }
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
        // durable first: rows must not go before the journal says that they may
        committer.run(
            () -> {
              journal.write(new Batch(List.of(), List.of(), revision));
              index.setCompacted(revision);
            });
        forget(index.takeTouched(), revision);
      }
    } finally {
      compaction.unlock();
    }
  }

  private void forget(List<Chain> touched, long revision) {
    List<Change> dropped = new ArrayList<>();
    touched.forEach(chain -> chain.forget(revision, dropped::add));
    List<Chain> dead = touched.stream().filter(chain -> chain.dead(revision)).toList();
    committer.clear(oldestFirst(dropped), dead);
  }

  /** Runs a task on the committing thread, between two batches. */
  protected final <T> T betweenCommits(Supplier<T> task) {
    requireOpen();
    return committer.call(task);
  }

  /**
   * Why nothing can be written now; empty if something can, as far as that is known without a
   * write. After a failed commit it tries one that changes nothing.
   */
  public final Optional<String> trouble() {
    return closed ? Optional.of("the store is closed") : committer.trouble();
  }

  /** Compares index, history and journal with each other; says what does not fit. */
  public final List<String> check() {
    compaction.lock();
    try {
      return betweenCommits(() -> new SelfCheck(index, journal, committer.uncleared()).problems());
    } finally {
      compaction.unlock();
    }
  }

  private void requireOpen() {
    if (closed) {
      throw Committer.closed();
    }
  }

  @Override
  public final void close() {
    compaction.lock();
    try {
      if (!closed) {
        closed = true;
        committer.stop();
        hub.close();
        journal.close();
      }
    } finally {
      compaction.unlock();
    }
  }
}
