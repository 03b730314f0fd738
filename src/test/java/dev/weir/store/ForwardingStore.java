package dev.weir.store;

import java.util.Optional;

/** A store that does what another does, for tests that change one thing of it. */
public abstract class ForwardingStore implements Store {
  protected final Store store;

  protected ForwardingStore(Store store) {
    this.store = store;
  }

  @Override
  public TransactionResult commit(Transaction transaction) {
    return store.commit(transaction);
  }

  @Override
  public Optional<Entry> get(String key, long revision) {
    return store.get(key, revision);
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
