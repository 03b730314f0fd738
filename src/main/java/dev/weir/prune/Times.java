package dev.weir.prune;

import dev.weir.resource.Json;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import tools.jackson.databind.JsonNode;

/** Times of objects. */
final class Times {
  private Times() {}

  static Instant created(JsonNode object) {
    return at(Json.objectAt(object, "metadata"), "creationTimestamp");
  }

  /** What says nothing of its time is as old as can be. */
  static Instant at(JsonNode object, String member) {
    try {
      return OffsetDateTime.parse(Json.string(object, member)).toInstant();
    } catch (DateTimeParseException _) {
      return Instant.MIN;
    }
  }
}
