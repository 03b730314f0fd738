package dev.weir.streams.encoded;

import dev.weir.imagestream.StreamJson;
import dev.weir.imagestream.TagEvent;
import dev.weir.resource.Json;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/**
 * A value of older events, see {@link OlderEvents}: a whole array, or the open one that knows how
 * many were sealed.
 *
 * @param events newest first
 */
record HistorySegment(int sealed, List<TagEvent> events) {
  static final HistorySegment NONE = new HistorySegment(0, List.of());

  static HistorySegment decode(byte[] value) {
    JsonNode tree = Json.parse(value);
    ArrayNode items = tree instanceof ArrayNode first ? first : Json.arrayAt(tree, "items");
    return new HistorySegment(
        tree.path("sealed").asInt(0), EventOrigins.told(tree, StreamJson.readEvents(items)));
  }

  byte[] encode() {
    var tree = Json.object().put("sealed", sealed);
    tree.set("items", StreamJson.writeEvents(events));
    return EventOrigins.into(Json.bytes(tree), events);
  }

  byte[] encodeSealed() {
    var tree = Json.object();
    tree.set("items", StreamJson.writeEvents(events));
    return EventOrigins.into(Json.bytes(tree), events);
  }
}
