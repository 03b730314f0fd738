package dev.weir.prune;

import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import dev.weir.resource.Quantity;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * How large an image may be: the least {@code max} of {@code storage} in limits of type {@code
 * openshift.io/Image}.
 *
 * @param largest by namespace
 */
public record SizeLimits(Map<String, Quantity> largest) {
  public static final SizeLimits NONE = new SizeLimits(Map.of());

  public SizeLimits {
    largest = Map.copyOf(largest);
  }

  /** What LimitRanges say. */
  public static SizeLimits of(Iterable<ObjectNode> limitRanges) {
    Map<String, Quantity> found = new HashMap<>();
    for (ObjectNode range : limitRanges) {
      for (JsonNode limit : Json.arrayAt(Json.objectAt(range, "spec"), "limits")) {
        if (Json.string(limit, "type").equals("openshift.io/Image")) {
          most(limit)
              .ifPresent(
                  most ->
                      found.merge(
                          Meta.namespace(range), most, (a, b) -> a.compareTo(b) < 0 ? a : b));
        }
      }
    }
    return new SizeLimits(found);
  }

  private static Optional<Quantity> most(JsonNode limit) {
    JsonNode storage = Json.objectAt(limit, "max").get("storage");
    return storage == null ? Optional.empty() : Quantity.parse(storage);
  }

  /** The limit that an image of this size in a namespace is over. */
  Optional<Quantity> exceeded(String namespace, long size) {
    return Optional.ofNullable(largest.get(namespace))
        .filter(limit -> limit.compareTo(Quantity.of(size)) < 0);
  }
}
