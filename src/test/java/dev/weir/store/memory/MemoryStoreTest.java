package dev.weir.store.memory;

import dev.weir.store.RandomContract;
import dev.weir.store.Store;
import java.util.List;

final class MemoryStoreTest extends RandomContract {
  @Override
  protected Store open() {
    return new MemoryStore();
  }

  @Override
  protected List<String> check(Store store) {
    return ((MemoryStore) store).check();
  }

  @Override
  protected Store reopen(Store open) {
    return open; // there is nothing to reopen
  }
}
