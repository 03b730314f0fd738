package dev.weir.platform.limit;

import dev.weir.objects.value.ObjectKey;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.Quantity;
import dev.weir.store.Entry;
import dev.weir.store.RangeQuery;
import dev.weir.store.Store;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import tools.jackson.databind.JsonNode;

/** Reads what the limit ranges of a namespace bound (image-api.md 8.1, 8.2). */
public final class LimitRanges {
  private final Store store;

  public LimitRanges(Store store) {
    this.store = store;
  }

  /** The smallest maximum of each resource, over all limit ranges of a namespace. */
  public Map<String, Quantity> max(String namespace, String type) {
    Map<String, Quantity> max = new TreeMap<>();
    String prefix = ObjectKey.prefix(Kinds.LIMIT_RANGE, namespace);
    for (Entry entry : store.range(RangeQuery.all(prefix)).entries()) {
      var spec = Json.objectAt(Json.parseObject(entry.value()), "spec");
      for (JsonNode limit : Json.arrayAt(spec, "limits")) {
        if (Json.string(limit, "type").equals(type)) {
          Json.objectAt(limit, "max")
              .forEachEntry(
                  (resource, value) ->
                      Quantity.parse(value)
                          .ifPresent(
                              most ->
                                  max.merge(
                                      resource, most, BinaryOperator.minBy(Quantity::compareTo))));
        }
      }
    }
    return max;
  }
}
