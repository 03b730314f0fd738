package dev.weir.store.log;

import dev.weir.store.Limits;
import dev.weir.store.Transaction;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The log of one process, over a journal. One thread decides on what the follower has applied, so
 * it tells the follower before it answers, and keeps no second state. Any thread may commit.
 */
public final class LocalLog implements Log {
  /** Most keys that one transaction may change: journals number them within 20 bits. */
  static final int MOST_CHANGES = 1_000_000;

  private final Journal journal;
  private final Limits limits;
  private final Thread.Builder threads;
  private volatile @Nullable Committer committer;

  /**
   * Takes a journal over.
   *
   * @param threads makes the committing thread
   */
  public LocalLog(Journal journal, Limits limits, Thread.Builder threads) {
    this.journal = journal;
    this.limits = limits;
    this.threads = threads;
  }

  @Override
  public Limits limits() {
    return limits;
  }

  @Override
  public void follow(Follower follower) {
    if (committer != null) {
      throw new IllegalStateException("a local log has one follower");
    }
    long compacted = journal.compactedRevision();
    long[] newest = {Math.max(compacted, 1)};
    follower.begin(compacted);
    journal.replay(
        change -> {
          newest[0] = Math.max(newest[0], change.revision());
          follower.load(change);
        });
    follower.loaded(newest[0]);
    Committer starting = new Committer(follower, journal, threads);
    committer = starting;
    starting.start();
  }

  private Committer committer() {
    Committer running = committer;
    if (running == null) {
      throw new IllegalStateException("nobody follows the log yet");
    }
    return running;
  }

  @Override
  public Outcome commit(Transaction transaction) {
    return committer().commit(transaction);
  }

  @Override
  public long newest() {
    return committer().newest();
  }

  @Override
  public void forgetting(long revision) {
    committer().compact(revision);
  }

  @Override
  public void forgotten(List<Change> rows) {
    committer().clear(rows);
  }

  /** Runs a task on the committing thread, between two batches. */
  public <T> T betweenCommits(Supplier<T> task) {
    return committer().call(task);
  }

  /** As {@link LocalStore#tellTimes}. */
  void tellTimes(LongConsumer taken) {
    committer().tellTimes(taken);
  }

  /** As {@link LocalStore#trouble}. */
  Optional<String> trouble() {
    return committer().trouble();
  }

  /** Compares an index with itself and with the journal. */
  List<String> problems(VersionIndex index) {
    Committer running = committer();
    return running.call(() -> new SelfCheck(index).problems(journal, running.uncleared()));
  }

  @Override
  public void close() {
    Committer running = committer;
    if (running != null) {
      running.stop();
    }
    journal.close();
  }
}
