package dev.weir.platform.limit;

import dev.weir.controller.Reconciler;
import dev.weir.controller.WorkQueue;
import dev.weir.objects.Catalog;
import dev.weir.objects.Rest;
import dev.weir.objects.value.ObjectKey;
import dev.weir.resource.ApiObject;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.store.Entry;
import dev.weir.store.Store;
import dev.weir.store.Transaction;
import dev.weir.store.TransactionResult;
import java.util.Optional;
import java.util.function.Supplier;
import tools.jackson.databind.node.ObjectNode;

/**
 * Counts what there is when a quota is made or changed; what comes later is charged as it comes.
 */
public final class QuotaReconciler implements Reconciler {
  private final Store store;
  private final Supplier<Catalog> catalog;
  private final WorkQueue queue;

  public QuotaReconciler(Store store, Supplier<Catalog> catalog, WorkQueue queue) {
    this.store = store;
    this.catalog = catalog;
    this.queue = queue;
  }

  @Override
  public void reconcile(String key) {
    int slash = key.indexOf('/');
    String namespace = key.substring(0, slash);
    String at = ObjectKey.of(Kinds.RESOURCE_QUOTA, namespace, key.substring(slash + 1));
    Optional<Entry> entry = store.get(at);
    if (entry.isEmpty()) {
      return;
    }
    ObjectNode quota = Json.parseObject(entry.get().value());
    ObjectNode counted = recount(quota, namespace);
    if (counted.equals(quota)) {
      return;
    }
    Transaction write =
        Transaction.builder()
            .ifAt(at, entry.get().modRevision())
            .put(at, ApiObject.encode(counted))
            .build();
    if (store.commit(write) instanceof TransactionResult.ConditionFailed) {
      queue.add(key);
    }
  }

  private ObjectNode recount(ObjectNode quota, String namespace) {
    ObjectNode counted = quota.deepCopy();
    ObjectNode status = counted.putObject("status");
    status.putObject("hard");
    status.putObject("used");
    Json.objectAt(Json.objectAt(quota, "spec"), "hard")
        .propertyStream()
        .map(bound -> QuotaNames.resource(bound.getKey()))
        .distinct()
        .flatMap(resource -> kindOf(resource).stream())
        .forEach(
            rest -> {
              QuotaCharge charge = new QuotaCharge(counted, rest.kind());
              charge.show(charge.others(store, namespace, ""));
            });
    return counted;
  }

  private Optional<Rest> kindOf(String resource) {
    return catalog.get().all().stream()
        .filter(rest -> rest.kind().namespaced() && rest.kind().resource().equals(resource))
        .findFirst();
  }
}
