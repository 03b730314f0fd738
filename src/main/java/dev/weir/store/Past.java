package dev.weir.store;

/**
 * What a store keeps of its past, for the one who owns it and decides how much that is. Whoever
 * only reads and writes has a {@link Store}.
 */
public interface Past {
  /** As {@link Store#revision}. */
  long revision();

  /** As {@link Store#compactedRevision}. */
  long compactedRevision();

  /**
   * The newest revision after which more than so many bytes of values were written; the compacted
   * revision if all that is retained is less. What was written last counts too.
   */
  long revisionBefore(long bytes);

  /**
   * Forgets superseded versions and events up to and including the revision. The newest version of
   * each live key always stays. A log that others write too is not shortened by it.
   *
   * @throws FutureRevisionException if the store has not reached it
   */
  void compact(long revision);
}
