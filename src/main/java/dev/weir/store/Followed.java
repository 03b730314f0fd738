package dev.weir.store;

import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What is kept parsed of all keys with a prefix. It follows the store's log, and a question first
 * takes in everything that was committed anywhere before it was asked, so that a change is in
 * effect as soon as its writer has an answer. No thread is needed for that: the question reads the
 * watch.
 *
 * <p>The first question reads the keys; who is never asked holds nothing. The log is followed from
 * the start all the same, as what was taken away leaves no other trace.
 */
public final class Followed<T> implements AutoCloseable {
  /** The store tells its watches of a commit some microseconds after it; then nothing may come. */
  private static final Duration POLL = Duration.ofNanos(50_000);

  private final Store store;
  private final String prefix;
  private final String name;
  private final Form<T> form;
  private final ReentrantLock following = new ReentrantLock();
  private volatile @Nullable State<T> state;

  /** What happens before the first question; it holds nothing until it is read. */
  private final Watch unread;

  /** Last change known before the first question; guarded by {@link #following}. */
  private long changedUnread;

  /** How it is made of entries. One thread at a time changes it, any number read it meanwhile. */
  public interface Form<T> {
    T empty();

    /** Takes in a version of a key, in the place of the one before. */
    void put(T kept, Entry entry);

    /**
     * Takes away a key.
     *
     * @param last the version that was taken in last
     */
    void remove(T kept, Entry last);
  }

  /** What is kept, as of a revision, and the watch that carries it on. */
  private record State<T>(T kept, Watch watch, long revision, long changedAt) {}

  /**
   * Follows the keys from now on.
   *
   * @param name what it is, for the message to a reader who is interrupted
   */
  public Followed(Store store, String prefix, String name, Form<T> form) {
    this.store = store;
    this.prefix = prefix;
    this.name = name;
    this.form = form;
    this.changedUnread = store.revision();
    this.unread = store.watch(prefix, changedUnread);
  }

  /** With everything that was committed before the call. */
  public T newest() {
    return following().kept();
  }

  /**
   * Revision of the newest change. It counts as changed when this object was made: what an earlier
   * process answered may have been taken away since.
   */
  public long changedAt() {
    return following().changedAt();
  }

  private State<T> following() {
    long wanted = store.sync();
    State<T> now = state;
    if (now != null && now.revision() >= wanted) {
      return now;
    }
    following.lock();
    try {
      State<T> newest = state;
      while (newest == null || newest.revision() < wanted) {
        newest = newest == null ? begin() : follow(newest);
        state = newest;
      }
      return newest;
    } finally {
      following.unlock();
    }
  }

  private State<T> follow(State<T> from) {
    try {
      long changedAt = from.changedAt();
      for (StoreEvent event : from.watch().next(POLL)) {
        apply(from.kept(), event);
        changedAt = event.revision();
      }
      return new State<>(from.kept(), from.watch(), from.watch().progress(), changedAt);
    } catch (ExpiredException tooSlow) {
      State<T> fresh = load();
      from.watch().close();
      return fresh;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while reading " + name, e);
    }
  }

  /**
   * Reads the keys. Events up to the page are in it already and only tell when it changed; the last
   * one of each key leaves it as the page has it.
   */
  private State<T> begin() {
    Page page = store.range(RangeQuery.all(prefix));
    State<T> begun = new State<>(read(page), unread, unread.progress(), changedUnread);
    try {
      while (begun.revision() < page.revision()) {
        begun = follow(begun);
      }
      return begun;
    } finally {
      changedUnread = begun.changedAt(); // an interrupted reader leaves the rest to the next one
    }
  }

  /** Whatever was missed may have changed just now. */
  private State<T> load() {
    Page page = store.range(RangeQuery.all(prefix));
    Watch watch = store.watch(prefix, page.revision());
    return new State<>(read(page), watch, page.revision(), page.revision());
  }

  private T read(Page page) {
    T kept = form.empty();
    page.entries().forEach(entry -> form.put(kept, entry));
    return kept;
  }

  private void apply(T kept, StoreEvent event) {
    switch (event) {
      case StoreEvent.Written written -> form.put(kept, written.entry());
      case StoreEvent.Deleted deleted -> deleted.previous().ifPresent(e -> form.remove(kept, e));
    }
  }

  @Override
  public void close() {
    following.lock();
    try {
      unread.close();
      State<T> newest = state;
      if (newest != null) {
        newest.watch().close();
      }
    } finally {
      following.unlock();
    }
  }
}
