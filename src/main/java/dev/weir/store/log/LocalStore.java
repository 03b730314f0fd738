package dev.weir.store.log;

import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/** A store over a log of its own; the subclasses choose the journal. */
public abstract class LocalStore extends LogStore {
  private final LocalLog log;

  protected LocalStore(LocalLog log) {
    super(log);
    this.log = log;
  }

  /** The log, for whoever writes to it past this store. */
  protected final LocalLog log() {
    return log;
  }

  /** Runs a task on the committing thread, between two batches. */
  protected final <T> T betweenCommits(Supplier<T> task) {
    return log.betweenCommits(task);
  }

  /**
   * From now on, tells of each batch of transactions how many nanoseconds it took until it was
   * durable. It is told on the thread that commits, and must be quick.
   */
  public final void tellTimes(LongConsumer taken) {
    log.tellTimes(taken);
  }

  /**
   * Why nothing can be written now; empty if something can, as far as that is known without a
   * write. After a failed commit it tries one that changes nothing.
   */
  public final Optional<String> trouble() {
    return isClosed() ? Optional.of("the store is closed") : log.trouble();
  }

  @Override
  final List<String> problems(VersionIndex kept) {
    return log.problems(kept);
  }
}
