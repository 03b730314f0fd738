package dev.weir.platform.limit;

import dev.weir.objects.value.ObjectKey;
import dev.weir.platform.core.pod.ResourceAmounts;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import dev.weir.resource.Quantity;
import dev.weir.resource.ResourceKind;
import dev.weir.store.Entry;
import dev.weir.store.RangeQuery;
import dev.weir.store.Store;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/**
 * What one quota says of the objects of one kind in its namespace. All of them are gone through
 * each time: what is used is never a sum that could drift.
 */
final class QuotaCharge {
  private final ObjectNode quota;
  private final ResourceKind kind;
  private final Map<String, Quantity> hard = new TreeMap<>();

  QuotaCharge(ObjectNode quota, ResourceKind kind) {
    this.quota = quota;
    this.kind = kind;
    boolean concerned = isPods() || !QuotaScopes.any(quota);
    ResourceAmounts.read(Json.objectAt(quota, "spec"), "hard").entrySet().stream()
        .filter(bound -> concerned && QuotaNames.resource(bound.getKey()).equals(kind.resource()))
        .forEach(bound -> hard.put(bound.getKey(), bound.getValue()));
  }

  private boolean isPods() {
    return kind.resource().equals(Kinds.POD.resource());
  }

  /** True if the quota bounds something of this kind. */
  boolean isConcerned() {
    return !hard.isEmpty();
  }

  /** True if it counts only how many objects there are. */
  private boolean countsObjects() {
    return hard.keySet().stream().allMatch(QuotaNames::countsObjects) && !QuotaScopes.any(quota);
  }

  /** What an object takes; nothing if the quota is about others. */
  Map<String, Quantity> of(ObjectNode object) {
    Map<String, Quantity> amounts = new TreeMap<>();
    boolean about = !isPods() || QuotaScopes.match(quota, object);
    hard.keySet()
        .forEach(
            name -> amounts.put(name, about ? QuotaNames.amount(name, object) : Quantity.ZERO));
    return amounts;
  }

  /** What all objects take that are stored, but for one. */
  Map<String, Quantity> others(Store store, String namespace, String name) {
    String own = name.isEmpty() ? "" : ObjectKey.of(kind, namespace, name);
    List<Entry> others =
        store.range(RangeQuery.all(ObjectKey.prefix(kind, namespace))).entries().stream()
            .filter(entry -> !entry.key().equals(own))
            .toList();
    Map<String, Quantity> used = new TreeMap<>();
    if (countsObjects()) {
      hard.keySet().forEach(counted -> used.put(counted, Quantity.of(others.size())));
      return used;
    }
    hard.keySet().forEach(counted -> used.put(counted, Quantity.ZERO));
    others.forEach(entry -> used.putAll(plus(used, of(Json.parseObject(entry.value())))));
    return used;
  }

  static Map<String, Quantity> plus(Map<String, Quantity> some, Map<String, Quantity> more) {
    Map<String, Quantity> sum = new TreeMap<>(some);
    more.forEach((name, amount) -> sum.merge(name, amount, Quantity::plus));
    return sum;
  }

  /**
   * Refuses what goes beyond the quota, unless it takes no more than before.
   *
   * @throws dev.weir.resource.StatusException 403
   */
  void require(
      String name,
      Map<String, Quantity> before,
      Map<String, Quantity> after,
      Map<String, Quantity> others) {
    Map<String, Quantity> requested = new TreeMap<>();
    after.forEach(
        (counted, amount) ->
            requested.put(counted, amount.minus(before.getOrDefault(counted, Quantity.ZERO))));
    Map<String, Quantity> total = plus(others, after);
    Map<String, Quantity> full =
        hard.entrySet().stream()
            .filter(bound -> isMore(requested, bound.getKey()))
            .filter(
                bound ->
                    bound.getValue().compareTo(total.getOrDefault(bound.getKey(), Quantity.ZERO))
                        < 0)
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    if (!full.isEmpty()) {
      throw ApiStatus.forbidden(
              kind,
              name,
              QuotaNames.exceeded(
                  Meta.name(quota), full.keySet(), requested, plus(others, before), hard))
          .exception();
    }
  }

  private static boolean isMore(Map<String, Quantity> requested, String name) {
    return Optional.ofNullable(requested.get(name))
        .filter(amount -> amount.compareTo(Quantity.ZERO) > 0)
        .isPresent();
  }

  /**
   * Refuses a new pod whose containers do not say how much they take of what is counted.
   *
   * @throws dev.weir.resource.StatusException 403
   */
  void requireSaid(ObjectNode object) {
    if (!isPods() || !QuotaScopes.match(quota, object)) {
      return;
    }
    String missing =
        hard.keySet().stream()
            .filter(QuotaNames::mustBeSaid)
            .filter(name -> !silent(object, name).isEmpty())
            .map(name -> name + " for: " + String.join(",", silent(object, name)))
            .collect(Collectors.joining("; "));
    if (!missing.isEmpty()) {
      throw ApiStatus.forbidden(
              kind,
              Meta.name(object),
              "failed quota: %s: must specify %s".formatted(Meta.name(quota), missing))
          .exception();
    }
  }

  private static List<String> silent(ObjectNode pod, String name) {
    return PodUsage.silent(pod, QuotaNames.member(name), QuotaNames.containerResource(name));
  }

  /** Writes what is used into the quota's status. */
  void show(Map<String, Quantity> used) {
    ObjectNode status = Json.ensureObject(quota, "status");
    hard.forEach((name, most) -> Json.ensureObject(status, "hard").put(name, most.toString()));
    used.forEach((name, amount) -> Json.ensureObject(status, "used").put(name, amount.toString()));
  }
}
