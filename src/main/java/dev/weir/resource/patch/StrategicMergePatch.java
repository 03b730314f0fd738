package dev.weir.resource.patch;

import dev.weir.resource.Json;
import dev.weir.resource.schema.Field;
import dev.weir.resource.schema.Schema;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Strategic merge patch: a merge patch that merges lists by a key where the schema says so, with
 * the directives {@code $patch} (delete, replace), {@code $retainKeys}, {@code
 * $deleteFromPrimitiveList/FIELD} and {@code $setElementOrder/FIELD}.
 */
public final class StrategicMergePatch {
  private static final String PATCH = "$patch";
  private static final String RETAIN_KEYS = "$retainKeys";
  private static final String DELETE_VALUES = "$deleteFromPrimitiveList/";
  private static final String ORDER = "$setElementOrder/";

  private StrategicMergePatch() {}

  /**
   * Applies a patch; neither argument is changed.
   *
   * @param schema says which lists are merged, and by which key
   * @throws PatchException if the patch is no object or misuses a directive
   */
  public static ObjectNode apply(ObjectNode target, JsonNode patch, Schema schema) {
    if (!(patch instanceof ObjectNode object)) {
      throw PatchException.malformed("a strategic merge patch must be a JSON object");
    }
    return merge(target.deepCopy(), object, schema).orElseGet(Json::object);
  }

  /** Changes the target; empty if the patch deletes it. */
  private static Optional<ObjectNode> merge(ObjectNode target, ObjectNode patch, Schema schema) {
    switch (directive(patch)) {
      case "" -> {}
      case "delete" -> {
        return Optional.empty();
      }
      case "replace" -> {
        ObjectNode content = patch.deepCopy();
        content.remove(PATCH);
        return Optional.of(content);
      }
      case String other ->
          throw PatchException.malformed(
              "unknown $patch \"" + other + "\": delete and replace are known");
    }
    retainKeys(target, patch);
    patch.forEachEntry(
        (member, value) -> {
          if (member.startsWith(DELETE_VALUES)) {
            deleteValues(target, member.substring(DELETE_VALUES.length()), value);
          }
        });
    patch.forEachEntry(
        (member, value) -> {
          if (!isDirective(member)) {
            set(target, member, value, field(schema, member), order(patch, member));
          }
        });
    orderUntouchedLists(target, patch, schema);
    return Optional.of(target);
  }

  private static String directive(ObjectNode patch) {
    JsonNode directive = patch.get(PATCH);
    if (directive != null && !directive.isString()) {
      throw PatchException.malformed("$patch must be a string");
    }
    return directive == null ? "" : directive.stringValue();
  }

  private static boolean isDirective(String member) {
    return member.equals(PATCH)
        || member.equals(RETAIN_KEYS)
        || member.startsWith(DELETE_VALUES)
        || member.startsWith(ORDER);
  }

  private static Field field(Schema schema, String member) {
    return switch (schema) {
      case Schema.Fields fields ->
          fields.fields().getOrDefault(member, Field.of(Schema.ANYTHING, ""));
      case Schema.Values(Schema value, _) -> Field.of(value, "");
      case Schema.Items _, Schema.Scalar _, Schema.Anything _ -> Field.of(Schema.ANYTHING, "");
    };
  }

  private static ArrayNode order(ObjectNode patch, String member) {
    JsonNode order = patch.get(ORDER + member);
    if (order != null && !(order instanceof ArrayNode)) {
      throw PatchException.malformed(ORDER + member + " must be a list");
    }
    return order instanceof ArrayNode list ? list : Json.array();
  }

  private static void retainKeys(ObjectNode target, ObjectNode patch) {
    JsonNode retain = patch.get(RETAIN_KEYS);
    if (retain == null) {
      return;
    }
    if (!(retain instanceof ArrayNode list)) {
      throw PatchException.malformed("$retainKeys must be a list of member names");
    }
    Set<String> kept = new HashSet<>();
    list.forEach(key -> kept.add(key.asString("")));
    patch.forEachEntry(
        (member, value) -> {
          if (!isDirective(member) && !value.isNull() && !kept.contains(member)) {
            throw PatchException.malformed(
                "$retainKeys does not list \"" + member + "\", which the patch sets");
          }
        });
    target.retain(kept);
  }

  private static void deleteValues(ObjectNode target, String member, JsonNode values) {
    if (!(values instanceof ArrayNode list)) {
      throw PatchException.malformed(DELETE_VALUES + member + " must be a list");
    }
    if (target.get(member) instanceof ArrayNode present) {
      Set<JsonNode> doomed = new HashSet<>();
      list.forEach(doomed::add);
      present.removeIf(doomed::contains);
    }
  }

  private static void set(
      ObjectNode target, String member, JsonNode value, Field field, ArrayNode order) {
    switch (value) {
      case ObjectNode object -> {
        boolean there = target.get(member) instanceof ObjectNode;
        ObjectNode into = there ? Json.objectAt(target, member) : Json.object();
        merge(into, object, field.schema())
            .or(() -> there ? Optional.of(Json.object()) : Optional.empty())
            .ifPresentOrElse(done -> target.set(member, done), () -> target.remove(member));
      }
      case ArrayNode list when field.merge().lists() -> {
        ArrayNode present = Json.arrayAt(target, member);
        target.set(member, MergedList.of(field, present, list, order));
      }
      case JsonNode nothing when nothing.isNull() -> target.remove(member);
      default -> target.set(member, value.deepCopy());
    }
  }

  /** Merges one item, or makes a new one of an empty object; empty if the patch deletes it. */
  static Optional<ObjectNode> mergeItem(ObjectNode present, ObjectNode patch, Schema schema) {
    return merge(present, patch, schema);
  }

  /** An order may be given for a list that the patch does not change otherwise. */
  private static void orderUntouchedLists(ObjectNode target, ObjectNode patch, Schema schema) {
    List<String> members = new ArrayList<>();
    patch.propertyNames().stream()
        .filter(member -> member.startsWith(ORDER))
        .map(member -> member.substring(ORDER.length()))
        .filter(member -> !patch.has(member))
        .forEach(members::add);
    for (String member : members) {
      Field field = field(schema, member);
      if (field.merge().lists() && target.get(member) instanceof ArrayNode present) {
        target.set(member, MergedList.of(field, present, Json.array(), order(patch, member)));
      }
    }
  }
}
