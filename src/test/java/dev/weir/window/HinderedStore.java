package dev.weir.window;

import dev.weir.store.Entry;
import dev.weir.store.ForwardingStore;
import dev.weir.store.Store;
import dev.weir.store.StoreException;
import dev.weir.store.Transaction;
import dev.weir.store.TransactionResult;
import java.util.Optional;
import java.util.function.Consumer;

/** A store that takes nothing while its disk is full, and in which others read and write. */
final class HinderedStore extends ForwardingStore {
  /** Nothing is taken. */
  volatile boolean full;

  /** Runs before each read of a key. */
  volatile Consumer<String> beforeGet = _ -> {};

  HinderedStore(Store store) {
    super(store);
  }

  @Override
  public Optional<Entry> get(String key, long revision) {
    beforeGet.accept(key);
    return store.get(key, revision);
  }

  @Override
  public TransactionResult commit(Transaction transaction) {
    if (full) {
      throw new StoreException("no space left on device");
    }
    return store.commit(transaction);
  }
}
