package dev.weir.platform.core;

import dev.weir.host.Hold;
import dev.weir.objects.meta.Finalizers;
import dev.weir.objects.value.ObjectKey;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import dev.weir.store.Entry;
import dev.weir.store.Store;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Lets things be created only in namespaces that exist and are not being deleted. */
public final class NamespaceGuard {
  private final Store store;

  public NamespaceGuard(Store store) {
    this.store = store;
  }

  /**
   * Refuses if the namespace is missing (404) or terminating (403); what it returns makes a
   * transaction hold only while that stays so.
   */
  public Hold hold(String namespace, ResourceKind kind, String name) {
    String key = key(namespace);
    Optional<Entry> entry = store.get(key);
    if (entry.isEmpty()) {
      throw ApiStatus.notFound(Kinds.NAMESPACE, namespace).exception();
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
    long seen = entry.get().modRevision();
    return transaction -> transaction.ifAt(key, seen);
  }

  /** The uid of a namespace; empty if there is none. A later one of the same name has another. */
  public String uid(String namespace) {
    return store.get(key(namespace)).map(entry -> Meta.uid(Json.parse(entry.value()))).orElse("");
  }

  public boolean exists(String namespace) {
    return store.get(key(namespace)).isPresent();
  }

  private static String key(String namespace) {
    return ObjectKey.of(Kinds.NAMESPACE, "", namespace);
  }

  private static boolean isTerminating(Entry entry) {
    ObjectNode namespace = Json.parseObject(entry.value());
    return Finalizers.isTerminating(namespace);
  }
}
