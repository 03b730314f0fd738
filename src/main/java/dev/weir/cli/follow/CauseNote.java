package dev.weir.cli.follow;

import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Why an object has an image, as its annotation {@code weir.dev/cause} says. Texts are empty where
 * it does not.
 *
 * @param tag such as {@code demo/app:live}
 * @param how the tag came to it: push, import, tag, rollback
 * @param by whom
 */
record CauseNote(String tag, String how, String by) {
  private static final String ANNOTATION = "weir.dev/cause";

  /** Of an image, if the annotation speaks of that one. */
  static Optional<CauseNote> of(ObjectNode object, String image) {
    String text = Meta.annotation(object, ANNOTATION);
    if (text.isBlank()) {
      return Optional.empty();
    }
    try {
      for (JsonNode entry : Json.parse(text)) {
        if (Json.string(entry, "to").equals(image)) {
          return Optional.of(
              new CauseNote(
                  Json.string(entry, "tag"), Json.string(entry, "how"), Json.string(entry, "by")));
        }
      }
    } catch (JacksonException _) {
      // somebody else wrote it: nothing is known
    }
    return Optional.empty();
  }

  /** {@code demo/app:live, push by ann}. */
  String inWords() {
    return tag + (how.isEmpty() ? "" : ", " + how + (by.isEmpty() ? "" : " by " + by));
  }
}
