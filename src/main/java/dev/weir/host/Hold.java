package dev.weir.host;

import dev.weir.store.Transaction;

/** A namespace took something new when it was asked. */
public interface Hold {
  /**
   * Lets a transaction take place only while that stays so. Adds nothing where the namespace is
   * another server's: what that one deletes, it tells of afterwards.
   */
  void in(Transaction.Builder transaction);
}
