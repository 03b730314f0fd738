package dev.weir.store;

import java.util.Optional;

/**
 * Keys and values under one revision sequence (etcd's model: revisions, ranges, conditional
 * transactions, watch, compaction).
 *
 * <p>Keys are printable paths such as {@code /registry/secrets/default/pull}, ordered by their
 * UTF-8 bytes; an empty key, control characters and characters from U+D800 on are refused. Values
 * are opaque; callers must not change an array that they passed in or got. All methods may be
 * called from many threads at once and block the calling thread. A revision that the store has not
 * reached ends in {@link FutureRevisionException}, a negative one in {@link
 * IllegalArgumentException}.
 */
public interface Store extends AutoCloseable {
  /** "The newest", where a method takes a revision. */
  long LATEST = 0;

  /** Revision of the newest transaction that reads show here; 1 for a store that has none. */
  long revision();

  /**
   * Waits until reads show here everything that was committed anywhere before this call. Whoever
   * must not miss what another process was answered asks this; {@link #revision} does not wait.
   *
   * @return a revision that is not older than any of those
   */
  long sync();

  /**
   * Revision up to which the past is forgotten; 0 if nothing was. Reads below it and watches whose
   * first event would be at or below it end in {@link ExpiredException}, whatever the log below
   * still has; a read at it, and a watch of what comes after it, go on to work. How much is kept is
   * the owner's business, see {@link Past}.
   */
  long compactedRevision();

  /**
   * Reads one key.
   *
   * @param revision a retained revision or {@link #LATEST}
   * @throws ExpiredException if the revision was compacted
   */
  Optional<Entry> get(String key, long revision);

  default Optional<Entry> get(String key) {
    return get(key, LATEST);
  }

  /**
   * Reads keys with a prefix, in order, all as of one revision.
   *
   * @throws ExpiredException if the revision was compacted
   */
  Page range(RangeQuery query);

  /** What one transaction may hold. */
  Limits limits();

  /**
   * Applies all operations at one new revision if all conditions hold, else none. Returns when the
   * outcome is durable and visible to reads. A transaction that changes nothing makes no revision
   * and is committed at the newest one. An interrupt does not end the wait.
   *
   * @throws IllegalArgumentException if a key is refused or written twice
   * @throws TooLargeException if it is more than {@link #limits} allow
   * @throws StoreException if it could not be made durable; then nothing was applied
   */
  TransactionResult commit(Transaction transaction);

  /**
   * Follows changes of keys with a prefix, in revision order, without gaps.
   *
   * @param afterRevision the first event is of a greater revision; {@link #LATEST} means from now
   * @throws ExpiredException if events after that revision are forgotten
   */
  Watch watch(String prefix, long afterRevision);

  /** Waits for running commits, then closes; later calls fail with {@link StoreException}. */
  @Override
  void close();
}
