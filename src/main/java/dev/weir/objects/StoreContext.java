package dev.weir.objects;

import dev.weir.store.Store;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;

/** What stored kinds share: the store, its namespaces, the clock. */
public final class StoreContext {
  private final Store store;
  private final InstantSource clock;
  private final NamespaceGuard namespaces;

  public StoreContext(Store store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
    this.namespaces = new NamespaceGuard(store);
  }

  public Store store() {
    return store;
  }

  public NamespaceGuard namespaces() {
    return namespaces;
  }

  public Instant now() {
    return clock.instant();
  }

  /** A new {@code metadata.uid}. */
  public String newUid() {
    return UUID.randomUUID().toString();
  }

  /** Lower-case letters and digits to complete {@code generateName} with. */
  public String randomSuffix() {
    return UUID.randomUUID().toString().replace("-", "");
  }
}
