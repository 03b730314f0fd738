package dev.weir.window;

import dev.weir.store.Entry;
import dev.weir.store.Limits;
import dev.weir.store.Page;
import dev.weir.store.RangeQuery;
import dev.weir.store.Store;
import dev.weir.store.StoreException;
import dev.weir.store.Transaction;
import dev.weir.store.TransactionResult;
import dev.weir.store.Watch;
import java.util.Optional;
import java.util.function.Consumer;

/** A store that takes nothing while its disk is full, and in which others read and write. */
final class HinderedStore implements Store {
  private final Store store;

  /** Nothing is taken. */
  volatile boolean full;

  /** Runs before each read of a key. */
  volatile Consumer<String> beforeGet = _ -> {};

  HinderedStore(Store store) {
    this.store = store;
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

  @Override
  public Page range(RangeQuery query) {
    return store.range(query);
  }

  @Override
  public long revision() {
    return store.revision();
  }

  @Override
  public long sync() {
    return store.sync();
  }

  @Override
  public long compactedRevision() {
    return store.compactedRevision();
  }

  @Override
  public Limits limits() {
    return store.limits();
  }

  @Override
  public Watch watch(String prefix, long afterRevision) {
    return store.watch(prefix, afterRevision);
  }

  @Override
  public void close() {
    store.close();
  }
}
