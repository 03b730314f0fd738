package dev.weir.store.log;

import dev.weir.store.TransactionResult;

/**
 * What became of a transaction.
 *
 * @param revision the newest one that took part in the decision: whoever wants to know why it was
 *     decided so must have seen it
 */
public record Outcome(TransactionResult result, long revision) {}
