package dev.weir.storage.check;

import dev.weir.store.Transaction;
import java.util.Optional;

/**
 * A finding, and what would mend it.
 *
 * @param mend under the condition that all is as it was seen; empty if it does not follow from what
 *     is there
 */
record Fault(Finding finding, Optional<Transaction> mend) {
  static Fault beyondRepair(Finding finding) {
    return new Fault(finding, Optional.empty());
  }

  static Fault of(Finding finding, Transaction.Builder mend) {
    return new Fault(finding, Optional.of(mend.build()));
  }
}
