package dev.weir.limit;

import dev.weir.core.CoreKinds;
import dev.weir.objects.Admission;
import dev.weir.objects.ObjectKey;
import dev.weir.resource.ApiObject;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import dev.weir.resource.Quantity;
import dev.weir.resource.ResourceKind;
import dev.weir.store.Entry;
import dev.weir.store.RangeQuery;
import dev.weir.store.Store;
import dev.weir.store.Transaction;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/**
 * Charges resource quotas. What is used is counted anew each time, and written into the quota in
 * the transaction that creates or deletes, under the condition that the quota is still what was
 * read: whoever comes second counts the first.
 */
public final class Quotas implements Admission {
  private static final int TURNS = 64;

  private final Store store;

  /** One for some namespaces each; without turns, of many writers one would win each round. */
  private final List<ReentrantLock> turns =
      Stream.generate(() -> new ReentrantLock(true)).limit(TURNS).toList();

  public Quotas(Store store) {
    this.store = store;
  }

  @Override
  public void created(
      Transaction.Builder transaction, ResourceKind kind, String namespace, String name) {
    for (Entry entry : quotas(namespace)) {
      charge(transaction, entry, kind, namespace, name, 1);
    }
  }

  @Override
  public void deleted(
      Transaction.Builder transaction, ResourceKind kind, String namespace, String name) {
    String own = ObjectKey.of(kind, namespace, name);
    for (Entry entry : quotas(namespace)) {
      if (!entry.key().equals(own)) {
        charge(transaction, entry, kind, namespace, name, -1);
      }
    }
  }

  @Override
  public <T> T inTurn(String namespace, Supplier<T> work) {
    if (quotas(namespace).isEmpty()) {
      return work.get();
    }
    ReentrantLock turn = turns.get(Math.floorMod(namespace.hashCode(), TURNS));
    turn.lock();
    try {
      return work.get();
    } finally {
      turn.unlock();
    }
  }

  private List<Entry> quotas(String namespace) {
    return namespace.isEmpty()
        ? List.of()
        : store
            .range(RangeQuery.all(ObjectKey.prefix(CoreKinds.RESOURCE_QUOTA, namespace)))
            .entries();
  }

  private void charge(
      Transaction.Builder transaction,
      Entry entry,
      ResourceKind kind,
      String namespace,
      String name,
      int step) {
    ObjectNode quota = Json.parseObject(entry.value());
    Map<String, Quantity> hard = QuotaNames.hard(quota);
    List<String> names = QuotaNames.of(kind).stream().filter(hard::containsKey).toList();
    if (!kind.namespaced() || names.isEmpty()) {
      return;
    }
    long used = count(store, ObjectKey.prefix(kind, namespace));
    List<String> full =
        names.stream()
            .filter(n -> Objects.requireNonNull(hard.get(n)).compareTo(Quantity.of(used + 1)) < 0)
            .toList();
    if (step > 0 && !full.isEmpty()) {
      throw ApiStatus.forbidden(kind, name, QuotaNames.exceeded(Meta.name(quota), hard, used, full))
          .exception();
    }
    for (String counted : names) {
      show(quota, counted, String.valueOf(hard.get(counted)), Math.max(0, used + step));
    }
    transaction.ifAt(entry.key(), entry.modRevision());
    transaction.put(entry.key(), ApiObject.encode(quota));
  }

  static void show(ObjectNode quota, String name, String hard, long used) {
    ObjectNode status = Json.ensureObject(quota, "status");
    Json.ensureObject(status, "hard").put(name, hard);
    Json.ensureObject(status, "used").put(name, Long.toString(used));
  }

  static long count(Store store, String prefix) {
    return store.range(RangeQuery.all(prefix)).entries().size();
  }
}
