package dev.weir.resource.patch;

import dev.weir.resource.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * Annotations that stay through an update which does not name them: of these a patch that takes one
 * away by its name leaves the key with an empty value, so that it can be told from one that does
 * not know it, such as a patch that replaces a whole list.
 *
 * @param kept true of their keys
 */
record EmptiedAnnotations(Predicate<String> kept) {
  /** What a null in place of all annotations of something means. */
  private enum Nothing {
    /** They are removed: it is what clients send who remove the last one. */
    NAMES_ALL,
    /** There are none, as clients write that who send a whole list. */
    NAMES_NONE
  }

  private static final String ANNOTATIONS = "annotations";

  /**
   * What an operation of a JSON patch leaves that takes away one annotation, or all of something:
   * either names each that goes. As {@link JsonPatch.Left}.
   */
  Optional<JsonNode> left(Pointer path, JsonNode removed) {
    List<String> tokens = path.tokens();
    if (tokens.getLast().equals(ANNOTATIONS) && removed instanceof ObjectNode all) {
      ObjectNode emptied = Json.object();
      all.propertyNames().stream().filter(kept).forEach(key -> emptied.put(key, ""));
      return Optional.<JsonNode>of(emptied).filter(some -> !some.isEmpty());
    }
    boolean one =
        tokens.size() > 1
            && tokens.get(tokens.size() - 2).equals(ANNOTATIONS)
            && kept.test(tokens.getLast());
    return one ? Optional.of(StringNode.valueOf("")) : Optional.empty();
  }

  /**
   * What a merge patch made of an object. A null names a key; one in place of all annotations names
   * each of them, unless it comes with a list that replaces another one.
   *
   * @param changed is changed
   * @param lists whether the patch merges lists
   */
  ObjectNode merged(JsonNode patch, ObjectNode present, ObjectNode changed, boolean lists) {
    merge(
        patch, present, changed, lists ? Nothing.NAMES_ALL : Nothing.NAMES_NONE, Nothing.NAMES_ALL);
    return changed;
  }

  private void merge(
      JsonNode patch, ObjectNode present, ObjectNode changed, Nothing inLists, Nothing here) {
    patch.forEachEntry(
        (member, value) -> {
          JsonNode before = present.get(member);
          if (member.equals(ANNOTATIONS) && before instanceof ObjectNode there) {
            empty(value, there, changed, here);
          } else if (before instanceof ObjectNode there
              && changed.get(member) instanceof ObjectNode now) {
            merge(value, there, now, inLists, here);
          } else if (before instanceof ArrayNode there
              && changed.get(member) instanceof ArrayNode now) {
            items(value, there, now, inLists);
          }
        });
  }

  private void empty(JsonNode patch, ObjectNode present, ObjectNode holder, Nothing nothing) {
    List<String> named = new ArrayList<>();
    present.propertyNames().stream()
        .filter(kept)
        .filter(key -> isAll(patch, nothing) || isNull(patch.get(key)))
        .forEach(named::add);
    if (!named.isEmpty()) {
      ObjectNode annotations = Json.ensureObject(holder, ANNOTATIONS);
      named.forEach(key -> annotations.put(key, ""));
    }
  }

  private static boolean isAll(JsonNode patch, Nothing nothing) {
    return patch.isNull()
        ? nothing == Nothing.NAMES_ALL
        : Json.string(patch, "$patch").equals("delete");
  }

  private static boolean isNull(@Nullable JsonNode value) {
    return value != null && value.isNull();
  }

  /** Items of lists are known by their names. */
  private void items(JsonNode patch, ArrayNode present, ArrayNode changed, Nothing inLists) {
    for (JsonNode item : patch) {
      Optional<ObjectNode> before = named(present, Json.string(item, "name"));
      Optional<ObjectNode> now = named(changed, Json.string(item, "name"));
      if (before.isPresent() && now.isPresent()) {
        merge(item, before.get(), now.get(), inLists, inLists);
      }
    }
  }

  private static Optional<ObjectNode> named(ArrayNode list, String name) {
    return list.valueStream()
        .filter(item -> !name.isEmpty() && Json.string(item, "name").equals(name))
        .filter(ObjectNode.class::isInstance)
        .map(ObjectNode.class::cast)
        .findFirst();
  }
}
