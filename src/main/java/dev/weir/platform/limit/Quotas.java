package dev.weir.platform.limit;

import dev.weir.host.Admission;
import dev.weir.objects.value.ObjectKey;
import dev.weir.resource.ApiObject;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import dev.weir.resource.Quantity;
import dev.weir.resource.ResourceKind;
import dev.weir.store.Entry;
import dev.weir.store.RangeQuery;
import dev.weir.store.Store;
import dev.weir.store.Transaction;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
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
      Transaction.Builder transaction, ResourceKind kind, String namespace, ObjectNode object) {
    charge(
        transaction,
        kind,
        namespace,
        charge -> {
          charge.requireSaid(object);
          Map<String, Quantity> others = charge.others(store, namespace, Meta.name(object));
          Map<String, Quantity> own = charge.of(object);
          charge.require(Meta.name(object), Map.of(), own, others);
          return Optional.of(QuotaCharge.plus(others, own));
        });
  }

  @Override
  public void updated(
      Transaction.Builder transaction,
      ResourceKind kind,
      String namespace,
      ObjectNode before,
      ObjectNode after) {
    charge(
        transaction,
        kind,
        namespace,
        charge -> {
          Map<String, Quantity> was = charge.of(before);
          Map<String, Quantity> own = charge.of(after);
          if (own.equals(was)) {
            return Optional.empty();
          }
          Map<String, Quantity> others = charge.others(store, namespace, Meta.name(after));
          charge.require(Meta.name(after), was, own, others);
          return Optional.of(QuotaCharge.plus(others, own));
        });
  }

  @Override
  public void deleted(
      Transaction.Builder transaction, ResourceKind kind, String namespace, String name) {
    String own = ObjectKey.of(kind, namespace, name);
    charge(
        transaction,
        kind,
        namespace,
        entry -> !entry.key().equals(own),
        charge -> Optional.of(charge.others(store, namespace, name)));
  }

  @Override
  public <T> T inTurn(ResourceKind kind, String namespace, Supplier<T> work) {
    if (quotas(namespace).stream().noneMatch(quota -> isCharged(quota, kind))) {
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

  private static boolean isCharged(Entry quota, ResourceKind kind) {
    return new QuotaCharge(Json.parseObject(quota.value()), kind).isConcerned();
  }

  private List<Entry> quotas(String namespace) {
    return namespace.isEmpty()
        ? List.of()
        : store.range(RangeQuery.all(ObjectKey.prefix(Kinds.RESOURCE_QUOTA, namespace))).entries();
  }

  /** Finds out what is used after a change, if that differs from before. */
  private interface Change {
    Optional<Map<String, Quantity>> used(QuotaCharge charge);
  }

  private void charge(
      Transaction.Builder transaction, ResourceKind kind, String namespace, Change change) {
    charge(transaction, kind, namespace, _ -> true, change);
  }

  private void charge(
      Transaction.Builder transaction,
      ResourceKind kind,
      String namespace,
      Predicate<Entry> staying,
      Change change) {
    if (!kind.namespaced()) {
      return;
    }
    quotas(namespace).stream()
        .filter(staying)
        .forEach(
            entry -> {
              ObjectNode quota = Json.parseObject(entry.value());
              QuotaCharge charge = new QuotaCharge(quota, kind);
              if (!charge.isConcerned()) {
                return;
              }
              Optional<Map<String, Quantity>> used = change.used(charge);
              if (used.isPresent()) {
                charge.show(used.get());
                transaction.ifAt(entry.key(), entry.modRevision());
                transaction.put(entry.key(), ApiObject.encode(quota));
              }
            });
  }
}
