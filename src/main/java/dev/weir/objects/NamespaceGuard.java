package dev.weir.objects;

import dev.weir.resource.ApiStatus;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import dev.weir.store.Entry;
import dev.weir.store.Store;
import dev.weir.store.Transaction;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Lets things be created only in namespaces that exist and are not being deleted. */
public final class NamespaceGuard {
  public static final ResourceKind NAMESPACE =
      ResourceKind.clusterWide("", "v1", "namespaces", "namespace", "Namespace", "ns")
          .withVerbs("create", "delete", "get", "list", "patch", "update", "watch");

  private final Store store;

  public NamespaceGuard(Store store) {
    this.store = store;
  }

  /**
   * Refuses if the namespace is missing (404) or terminating (403), and makes the transaction hold
   * only while that stays so.
   */
  public void requireActive(
      Transaction.Builder transaction, ResourceKind kind, String namespace, String name) {
    String key = ObjectKey.of(NAMESPACE, "", namespace);
    Optional<Entry> entry = store.get(key);
    if (entry.isEmpty()) {
      throw ApiStatus.notFound(NAMESPACE, namespace).exception();
    }
    if (isTerminating(entry.get())) {
      throw ApiStatus.forbidden(
              kind,
              name,
              "unable to create new content in namespace "
                  + namespace
                  + " because it is being terminated")
          .exception();
    }
    transaction.ifAt(key, entry.get().modRevision());
  }

  /** The uid of a namespace; empty if there is none. A later one of the same name has another. */
  public String uid(String namespace) {
    return store
        .get(ObjectKey.of(NAMESPACE, "", namespace))
        .map(entry -> Meta.uid(Json.parse(entry.value())))
        .orElse("");
  }

  public boolean exists(String namespace) {
    return store.get(ObjectKey.of(NAMESPACE, "", namespace)).isPresent();
  }

  private static boolean isTerminating(Entry entry) {
    ObjectNode namespace = Json.parseObject(entry.value());
    return Finalizers.isTerminating(namespace);
  }
}
