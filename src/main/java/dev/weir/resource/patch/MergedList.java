package dev.weir.resource.patch;

import dev.weir.resource.Json;
import dev.weir.resource.schema.Field;
import dev.weir.resource.schema.Schema;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A list merged item by item. Items are known by the value of their key, plain values by
 * themselves.
 *
 * @param before identities of the items before the merge, in order
 */
record MergedList(String key, List<JsonNode> before, List<JsonNode> items) {
  private static final String PATCH = "$patch";

  /**
   * Items of the patch are merged into those that are there, and stand as the patch has them; the
   * others keep their place before the first of those that they stood before.
   *
   * @param order of items, in place of the patch's own; empty for no wish
   */
  static ArrayNode of(Field field, ArrayNode present, ArrayNode patch, ArrayNode order) {
    String key = field.merge().key();
    List<JsonNode> before = new ArrayList<>();
    present.forEach(item -> before.add(identity(key, item)));
    List<JsonNode> items = new ArrayList<>();
    present.forEach(items::add);
    MergedList merged = new MergedList(key, before, items);
    if (key.isEmpty()) {
      patch.forEach(merged::addValue);
    } else {
      Schema item = field.schema() instanceof Schema.Items(Schema of) ? of : Schema.ANYTHING;
      merged.mergeObjects(patch, item);
    }
    List<JsonNode> set = merged.set(patch);
    if (order.isEmpty()) {
      return merged.ordered(set);
    }
    List<JsonNode> wanted = new ArrayList<>();
    order.forEach(entry -> wanted.add(identity(key, entry)));
    requireAgreement(wanted, set);
    return merged.ordered(wanted);
  }

  /** What the patch sets, in its order: all but its directives. */
  private List<JsonNode> set(ArrayNode patch) {
    List<JsonNode> set = new ArrayList<>();
    for (JsonNode entry : patch) {
      if (key.isEmpty() || !entry.has(PATCH)) {
        set.add(identity(key, entry));
      }
    }
    return set;
  }

  private static void requireAgreement(List<JsonNode> order, List<JsonNode> set) {
    int at = 0;
    for (JsonNode identity : set) {
      int found = order.subList(at, order.size()).indexOf(identity);
      if (found < 0) {
        throw PatchException.malformed(
            "$setElementOrder does not have " + identity + " where the list of the patch has it");
      }
      at += found + 1;
    }
  }

  private void addValue(JsonNode value) {
    if (!items.contains(value)) {
      items.add(value.deepCopy());
    }
  }

  private void mergeObjects(ArrayNode patch, Schema schema) {
    for (JsonNode entry : patch) {
      if (!(entry instanceof ObjectNode)) {
        throw PatchException.malformed("a list that is merged by \"" + key + "\" holds objects");
      }
      if (Json.string(entry, PATCH).equals("replace")) {
        items.clear();
      }
    }
    for (JsonNode entry : patch) {
      if (entry instanceof ObjectNode object && !Json.string(object, PATCH).equals("replace")) {
        mergeObject(object, schema);
      }
    }
  }

  private void mergeObject(ObjectNode patch, Schema schema) {
    JsonNode identity = patch.get(key);
    if (identity == null) {
      throw PatchException.malformed(
          "an item of a list that is merged by \"" + key + "\" lacks that member");
    }
    int at = position(identity);
    ObjectNode present =
        at >= 0 && items.get(at) instanceof ObjectNode found ? found : Json.object();
    Optional<ObjectNode> result = StrategicMergePatch.mergeItem(present, patch, schema);
    if (result.isEmpty()) {
      items.removeIf(item -> identity.equals(identity(key, item)));
    } else if (at >= 0) {
      items.set(at, result.get());
    } else {
      items.add(result.get());
    }
  }

  private int position(JsonNode identity) {
    for (int i = 0; i < items.size(); i++) {
      if (identity.equals(identity(key, items.get(i)))) {
        return i;
      }
    }
    return -1;
  }

  private static JsonNode identity(String key, JsonNode item) {
    if (key.isEmpty()) {
      return item;
    }
    JsonNode value = item.get(key);
    return value == null ? Json.object() : value;
  }

  private ArrayNode ordered(List<JsonNode> wanted) {
    List<JsonNode> named = new ArrayList<>();
    for (JsonNode identity : new LinkedHashSet<>(wanted)) {
      items.stream().filter(item -> identity.equals(identity(key, item))).forEach(named::add);
    }
    List<JsonNode> unnamed = new ArrayList<>(items);
    unnamed.removeIf(item -> wanted.contains(identity(key, item)));
    return interleave(named, unnamed);
  }

  private ArrayNode interleave(List<JsonNode> named, List<JsonNode> unnamed) {
    ArrayNode result = Json.array();
    int next = 0;
    for (JsonNode item : named) {
      int place = before.indexOf(identity(key, item));
      while (next < unnamed.size() && place >= 0 && stoodBefore(unnamed.get(next), place)) {
        result.add(unnamed.get(next++));
      }
      result.add(item);
    }
    return result.addAll(unnamed.subList(next, unnamed.size()));
  }

  private boolean stoodBefore(JsonNode item, int place) {
    int own = before.indexOf(identity(key, item));
    return own >= 0 && own < place;
  }
}
