package dev.weir.store;

/** What became of a transaction. */
public sealed interface TransactionResult {
  /** All operations are durable at this revision. */
  record Committed(long revision) implements TransactionResult {}

  /** Nothing was applied, because this key was not at the revision that a condition names. */
  record ConditionFailed(String key, long actualModRevision) implements TransactionResult {}
}
