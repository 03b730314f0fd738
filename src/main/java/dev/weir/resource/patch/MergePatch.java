package dev.weir.resource.patch;

import dev.weir.resource.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** JSON merge patch, RFC 7386. */
public final class MergePatch {
  private MergePatch() {}

  /**
   * Applies a patch; neither argument is changed.
   *
   * @throws PatchException if the patch is no object
   */
  public static ObjectNode apply(ObjectNode target, JsonNode patch) {
    if (!(patch instanceof ObjectNode object)) {
      throw PatchException.malformed("a merge patch must be a JSON object");
    }
    return merge(target.deepCopy(), object);
  }

  private static ObjectNode merge(ObjectNode target, ObjectNode patch) {
    patch.forEachEntry(
        (member, value) -> {
          switch (value) {
            case ObjectNode object -> {
              ObjectNode into =
                  target.get(member) instanceof ObjectNode present ? present : Json.object();
              target.set(member, merge(into, object));
            }
            case JsonNode nothing when nothing.isNull() -> target.remove(member);
            default -> target.set(member, value.deepCopy());
          }
        });
    return target;
  }
}
