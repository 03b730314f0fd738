package dev.weir.store.log;

import dev.weir.store.Limits;
import dev.weir.store.StoreException;
import dev.weir.store.TooLargeException;
import dev.weir.store.Transaction;
import java.util.List;

/**
 * Where transactions are decided, numbered and made durable. Others may write to the same log. What
 * they and this process committed comes back through the {@link Follower}: the index that serves
 * all reads, and the watches, stand in front of any log and do not know which it is.
 *
 * <p>What an engine has to keep to:
 *
 * <ul>
 *   <li>Revisions go up by one from commit to commit. A transaction that changes nothing makes
 *       none.
 *   <li>A change is durable before any follower sees it, and every follower sees each revision
 *       once, whole and in order.
 *   <li>A follower begins with the newest versions of all living keys as of one revision, and
 *       misses nothing after it. The log need not keep anything older.
 * </ul>
 */
public interface Log extends AutoCloseable {
  /** What one transaction may hold; more is not brought here. */
  Limits limits();

  /**
   * Hands what there is to the follower, returns, and hands on every commit from then on. Called
   * once.
   *
   * @throws StoreException if what there is cannot be read
   */
  void follow(Follower follower);

  /**
   * Decides a transaction; returns when the outcome is durable. The follower need not have seen it
   * by then. An interrupt does not end the wait. Keys are good, and none is written twice.
   *
   * @throws TooLargeException if more keys would change than the log can number
   * @throws StoreException if it could not be made durable; then nothing was applied
   */
  Outcome commit(Transaction transaction);

  /**
   * Revision of the newest commit of anybody. Whoever reads it does not get less than somebody else
   * was answered before.
   *
   * @throws StoreException if nobody can be asked
   */
  long newest();

  /**
   * The follower is about to forget what was before a revision. A log that it has for itself notes
   * that first, durably; one that is shared does nothing.
   */
  default void forgetting(long revision) {}

  /**
   * Rows that nobody can ask the follower for any more, oldest first: a deletion comes after the
   * versions that it hides, or they would come back to life if the process ended in between. A log
   * that the follower has for itself lets them go.
   */
  default void forgotten(List<Change> rows) {}

  /** Waits for running commits, then closes; nothing comes to the follower after it. */
  @Override
  void close();
}
