package dev.weir.cli.object;

import dev.weir.resource.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The JSON merge patch (RFC 7386) of a client-side apply: brings the live object to what the file
 * says and removes what an earlier file said and this one does not. Lists are replaced whole, but
 * those of {@link ListKeys} keep the items that no file ever named ({@code spec.tags}; cli.md 8:
 * "must keep the others"). Since a list in the patch is the live one as it was read, the patch is
 * sent with the version that was read: {@link Changes}.
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
            JsonNode target = keepingOthers(name, value, before, now);
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

  /** A list whose items have a key, with the live items that neither file names. */
  private static JsonNode keepingOthers(
      String member, JsonNode wanted, @Nullable JsonNode last, @Nullable JsonNode live) {
    if (!(wanted instanceof ArrayNode list) || !(live instanceof ArrayNode now)) {
      return wanted;
    }
    String key = ListKeys.of(member, list, now);
    if (key.isEmpty()) {
      return wanted;
    }
    ArrayNode inLiveOrder = Json.array();
    ArrayNode others = Json.array();
    for (JsonNode item : now) {
      JsonNode replacement = find(list, key, item);
      JsonNode before = last == null ? null : find(last, key, item);
      if (replacement != null) {
        inLiveOrder.add(merged(item, before, replacement));
      } else if (before == null) {
        inLiveOrder.add(item);
        others.add(item);
      }
    }
    for (JsonNode item : list) {
      if (find(now, key, item) == null) {
        inLiveOrder.add(item);
      }
    }
    return ordered(inLiveOrder, list, others, key);
  }

  /** The live order, unless the file wants its own items in another one. */
  private static ArrayNode ordered(
      ArrayNode merged, ArrayNode wanted, ArrayNode others, String key) {
    List<JsonNode> named =
        merged.valueStream().filter(item -> find(wanted, key, item) != null).toList();
    List<JsonNode> keys = wanted.valueStream().map(item -> item.path(key)).toList();
    if (named.stream().map(item -> item.path(key)).toList().equals(keys)) {
      return merged;
    }
    ArrayNode result = Json.array();
    for (JsonNode item : wanted) {
      JsonNode found = find(merged, key, item);
      result.add(found == null ? item : found);
    }
    return result.addAll(others);
  }

  private static JsonNode merged(JsonNode live, @Nullable JsonNode last, JsonNode wanted) {
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

  private static @Nullable JsonNode find(JsonNode list, String key, JsonNode item) {
    for (JsonNode candidate : list) {
      if (candidate.path(key).equals(item.path(key))) {
        return candidate;
      }
    }
    return null;
  }
}
