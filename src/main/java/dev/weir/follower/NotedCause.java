package dev.weir.follower;

import dev.weir.resource.Json;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * What the annotation {@link Cause#ANNOTATION} of an object says of one place. Whoever may write
 * the object may write anything there: it is a hint, and nothing more.
 *
 * @param tag as it is written
 * @param from image before; empty if there was none, or if what stands there is none
 * @param to image after
 */
public record NotedCause(String tag, String from, String to, Instant when) {
  /** Most entries that are looked at. */
  private static final int MOST = 100;

  /** Longest pull spec. */
  private static final int LONGEST = 1024;

  /** Those that can be read, in their order. */
  public static List<NotedCause> read(String annotation) {
    List<NotedCause> found = new ArrayList<>();
    for (JsonNode entry : entries(annotation)) {
      of(entry).ifPresent(found::add);
      if (found.size() == MOST) {
        break;
      }
    }
    return found;
  }

  private static Iterable<JsonNode> entries(String annotation) {
    try {
      JsonNode tree = annotation.isBlank() ? Json.array() : Json.parse(annotation);
      return tree.isArray() ? tree : Json.array();
    } catch (JacksonException _) {
      return Json.array();
    }
  }

  private static Optional<NotedCause> of(JsonNode entry) {
    try {
      Instant when = Instant.parse(Json.string(entry, "when"));
      return Optional.of(
          new NotedCause(
              Json.string(entry, "tag"), image(entry, "from"), image(entry, "to"), when));
    } catch (DateTimeParseException _) {
      return Optional.empty();
    }
  }

  private static String image(JsonNode entry, String member) {
    String text = Json.string(entry, member);
    boolean plain =
        text.length() <= LONGEST
            && text.chars().noneMatch(c -> Character.isISOControl(c) || Character.isWhitespace(c));
    return plain ? text : "";
  }
}
