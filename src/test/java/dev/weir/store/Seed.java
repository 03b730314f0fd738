package dev.weir.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

/** Puts into a store what a test begins with, however much it is. */
public final class Seed {
  private Seed() {}

  /** All conditions, then one operation after the other. */
  public static void commit(Store store, Transaction transaction) {
    assertThat(store.commit(new Transaction(transaction.conditions(), List.of())))
        .isInstanceOf(TransactionResult.Committed.class);
    List<Transaction> parts =
        transaction.operations().stream()
            .map(one -> new Transaction(List.of(), List.of(one)))
            .toList();
    store.limits().pack(parts).forEach(store::commit);
  }
}
