package dev.weir.cli.object;

import dev.weir.resource.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The JSON merge patch (RFC 7386) of a client-side apply: brings the live object to what the file
 * says and removes what an earlier file said and this one does not. Lists are replaced whole, but
 * those of named items keep the items that no file ever named ({@code spec.tags}; cli.md 8: "must
 * keep the others").
 */
final class ThreeWayMerge {
  private ThreeWayMerge() {}

  /** The patch; empty if nothing changes. */
  static ObjectNode patch(ObjectNode last, ObjectNode wanted, ObjectNode live) {
    ObjectNode patch = Json.object();
    wanted.forEachEntry(
        (name, value) -> {
          JsonNode now = live.get(name);
          JsonNode before = last.get(name);
          if (value instanceof ObjectNode inner && now instanceof ObjectNode liveInner) {
            ObjectNode lastInner = before instanceof ObjectNode o ? o : Json.object();
            ObjectNode nested = patch(lastInner, inner, liveInner);
            if (!nested.isEmpty()) {
              patch.set(name, nested);
            }
          } else {
            JsonNode target = keepingOthers(value, before, now);
            if (!target.equals(now) && !(target.isNull() && now == null)) {
              patch.set(name, target);
            }
          }
        });
    last.forEachEntry(
        (name, value) -> {
          if (!wanted.has(name) && live.has(name)) {
            patch.set(name, NullNode.getInstance());
          }
        });
    return patch;
  }

  /** A list of named items with the live items that neither file names. */
  private static JsonNode keepingOthers(
      JsonNode wanted,
      @org.jspecify.annotations.Nullable JsonNode last,
      @org.jspecify.annotations.Nullable JsonNode live) {
    if (!(wanted instanceof ArrayNode list)
        || !(live instanceof ArrayNode now)
        || !isNamed(list, now)) {
      return wanted;
    }
    ArrayNode merged = Json.array();
    for (JsonNode item : now) {
      JsonNode replacement = find(list, Json.string(item, "name"));
      JsonNode before = last == null ? null : find(last, Json.string(item, "name"));
      if (replacement != null) {
        merged.add(merged(item, before, replacement));
      } else if (before == null) {
        merged.add(item);
      }
    }
    for (JsonNode item : list) {
      if (find(now, Json.string(item, "name")) == null) {
        merged.add(item);
      }
    }
    return merged;
  }

  private static JsonNode merged(
      JsonNode live, @org.jspecify.annotations.Nullable JsonNode last, JsonNode wanted) {
    if (!(live instanceof ObjectNode liveItem) || !(wanted instanceof ObjectNode wantedItem)) {
      return wanted;
    }
    ObjectNode before = last instanceof ObjectNode o ? o : Json.object();
    ObjectNode result = liveItem.deepCopy();
    apply(result, patch(before, wantedItem, liveItem));
    return result;
  }

  private static void apply(ObjectNode target, ObjectNode patch) {
    patch.forEachEntry(
        (name, value) -> {
          if (value.isNull()) {
            target.remove(name);
          } else if (value instanceof ObjectNode inner
              && target.get(name) instanceof ObjectNode at) {
            apply(at, inner);
          } else {
            target.set(name, value);
          }
        });
  }

  private static boolean isNamed(ArrayNode one, ArrayNode other) {
    return one.valueStream().allMatch(ThreeWayMerge::hasName)
        && other.valueStream().allMatch(ThreeWayMerge::hasName);
  }

  private static boolean hasName(JsonNode item) {
    return !Json.string(item, "name").isEmpty();
  }

  private static @org.jspecify.annotations.Nullable JsonNode find(JsonNode list, String name) {
    for (JsonNode item : list) {
      if (Json.string(item, "name").equals(name)) {
        return item;
      }
    }
    return null;
  }
}
