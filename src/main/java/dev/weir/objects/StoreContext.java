package dev.weir.objects;

import dev.weir.host.Admission;
import dev.weir.host.Host;
import dev.weir.store.Store;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;

/** What stored kinds share: the store, the cluster that it stands in, the clock. */
public final class StoreContext {
  private final Store store;
  private final Host host;
  private final InstantSource clock;
  private final Supplier<UUID> random;
  private final WriteHook hook;

  public StoreContext(Store store, Host host, InstantSource clock) {
    this(store, host, clock, WriteHook.NONE, UUID::randomUUID);
  }

  StoreContext(Store store, Host host, InstantSource clock, Supplier<UUID> random) {
    this(store, host, clock, WriteHook.NONE, random);
  }

  private StoreContext(
      Store store, Host host, InstantSource clock, WriteHook hook, Supplier<UUID> random) {
    this.store = store;
    this.host = host;
    this.clock = clock;
    this.random = random;
    this.hook = hook;
  }

  /** The same for kinds whose objects these hooks have a say on, besides those that are here. */
  public StoreContext with(WriteHook... hooks) {
    List<WriteHook> all = new ArrayList<>(List.of(hook));
    all.addAll(List.of(hooks));
    return new StoreContext(store, host, clock, WriteHook.all(all), random);
  }

  public Store store() {
    return store;
  }

  public Host host() {
    return host;
  }

  public Admission admission() {
    return host.admission();
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
