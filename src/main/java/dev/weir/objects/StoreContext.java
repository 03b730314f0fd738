package dev.weir.objects;

import dev.weir.store.Store;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;

/** What stored kinds share: the store, its namespaces, the clock. */
public final class StoreContext {
  private final Store store;
  private final InstantSource clock;
  private final NamespaceGuard namespaces;
  private final Supplier<UUID> random;
  private final Admission admission;
  private final WriteHook hook;

  /** Without a limit to what may be created. */
  public StoreContext(Store store, InstantSource clock) {
    this(store, clock, Admission.NONE);
  }

  public StoreContext(Store store, InstantSource clock, Admission admission) {
    this(store, clock, admission, WriteHook.NONE, UUID::randomUUID);
  }

  StoreContext(Store store, InstantSource clock, Supplier<UUID> random) {
    this(store, clock, Admission.NONE, WriteHook.NONE, random);
  }

  private StoreContext(
      Store store,
      InstantSource clock,
      Admission admission,
      WriteHook hook,
      Supplier<UUID> random) {
    this.store = store;
    this.clock = clock;
    this.random = random;
    this.admission = admission;
    this.hook = hook;
    this.namespaces = new NamespaceGuard(store);
  }

  /** The same for kinds whose objects these hooks have a say on, besides those that are here. */
  public StoreContext with(WriteHook... hooks) {
    List<WriteHook> all = new ArrayList<>(List.of(hook));
    all.addAll(List.of(hooks));
    return new StoreContext(store, clock, admission, WriteHook.all(all), random);
  }

  public Store store() {
    return store;
  }

  public NamespaceGuard namespaces() {
    return namespaces;
  }

  public Admission admission() {
    return admission;
  }

  /** Asked about each object that is written. */
  public WriteHook hook() {
    return hook;
  }

  public Instant now() {
    return clock.instant();
  }

  /** A new {@code metadata.uid}. */
  public String newUid() {
    return random.get().toString();
  }

  /** Lower-case letters and digits to complete {@code generateName} with. */
  public String randomSuffix() {
    return random.get().toString().replace("-", "");
  }
}
