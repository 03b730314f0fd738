package dev.weir.store.log;

import dev.weir.store.StoreException;
import java.util.function.Consumer;

/**
 * What makes the changes of a {@link LocalLog} durable. All methods are called by one thread at a
 * time.
 */
public interface Journal {
  /** The compacted revision of the last durable batch; 0 for a new journal. */
  long compactedRevision();

  /** Hands out all rows by ascending revision, within a revision in the order of the operations. */
  void replay(Consumer<Change> each);

  /**
   * Returns when the whole batch is durable. A journal that failed once works again as soon as the
   * cause is gone.
   *
   * @throws StoreException if it could not be made durable; then nothing of it is kept
   */
  void write(Batch batch);

  /**
   * Makes something durable that changes nothing, to find out whether that is possible.
   *
   * @throws StoreException if it is not
   */
  default void probe() {}

  /** False if what was written before is not where the next process will look for it. */
  default boolean isInPlace() {
    return true;
  }

  void close();
}
