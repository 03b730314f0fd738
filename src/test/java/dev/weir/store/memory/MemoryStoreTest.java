package dev.weir.store.memory;

import dev.weir.store.RandomContract;
import dev.weir.store.Transaction;
import dev.weir.store.TransactionResult;
import dev.weir.store.log.LogStore;

final class MemoryStoreTest extends RandomContract {
  @Override
  protected MemoryStore open() {
    return new MemoryStore();
  }

  @Override
  protected TransactionResult elsewhere(Transaction transaction) {
    return ((MemoryStore) store).below().commit(transaction).result();
  }

  @Override
  protected LogStore reopen(LogStore open) {
    return open; // there is nothing to reopen
  }
}
