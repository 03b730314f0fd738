package dev.weir.trigger;

import dev.weir.follower.TriggeredKind;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import dev.weir.store.Entry;
import dev.weir.store.RangeQuery;
import dev.weir.store.Store;
import dev.weir.store.Transaction;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * Jobs that are being made anew: what each is to be, kept from before the old one is deleted until
 * the new one is there, so that none is lost if this process ends in between.
 *
 * <pre>
 *   /jobs-anew/SERVER/NS/NAME   {"uid":"… of the old one","job":{…}}
 * </pre>
 */
public final class KeptJobs {
  private static final String PREFIX = "/jobs-anew/";
  private static final String HERE = "here";

  private final Store store;
  private final String prefix;

  /**
   * Of one server.
   *
   * @param server its host and port
   */
  private KeptJobs(Store store, String server) {
    this.store = store;
    this.prefix = PREFIX + server + "/";
  }

  /** Jobs of this server. */
  public static KeptJobs here(Store store) {
    return new KeptJobs(store, HERE);
  }

  /**
   * Jobs of another server.
   *
   * @param authority its {@code host[:port]}
   */
  public static KeptJobs elsewhere(Store store, String authority) {
    return new KeptJobs(store, authority);
  }

  /**
   * A Job that is to be.
   *
   * @param uid of the one that it takes the place of
   */
  record Kept(String uid, ObjectNode job) {}

  /** Returns when it is durable. */
  void keep(String uid, ObjectNode job) {
    ObjectNode kept = Json.object().put("uid", uid);
    kept.set("job", job);
    commit(Transaction.builder().put(key(job), Json.bytes(kept)).build());
  }

  Optional<Kept> find(String namespace, String name) {
    return store.get(prefix + namespace + "/" + name).map(KeptJobs::read);
  }

  private static Kept read(Entry entry) {
    ObjectNode kept = Json.parseObject(entry.value());
    return new Kept(Json.string(kept, "uid"), Json.objectAt(kept, "job"));
  }

  void forget(ObjectNode job) {
    commit(Transaction.builder().delete(key(job)).build());
  }

  private void commit(Transaction transaction) {
    var _ = store.commit(transaction);
  }

  List<TriggeredKind.Name> all() {
    return store.range(RangeQuery.all(prefix)).entries().stream()
        .map(entry -> read(entry).job())
        .map(job -> new TriggeredKind.Name(Meta.namespace(job), Meta.name(job)))
        .toList();
  }

  private String key(ObjectNode job) {
    return prefix + Meta.namespace(job) + "/" + Meta.name(job);
  }
}
