package dev.weir.pullthrough.mirror;

import dev.weir.reference.ImageReference;
import dev.weir.resource.Json;
import java.time.Instant;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is written of something that is kept for a stream.
 *
 * @param size bytes; 0 of a manifest that an import brought
 * @param from repository that it came from, as {@code docker.io/library/busybox}; empty if several
 *     gave parts of it
 * @param insecure nobody made sure that it was that registry which gave it
 * @param since when it came for this stream, in whole seconds
 * @param pulled when the stream last gave it to somebody, as far as that was written down
 */
record Mirrored(long size, String from, boolean insecure, Instant since, Instant pulled) {
  static Mirrored decode(byte[] value) {
    ObjectNode node = Json.parseObject(value);
    return new Mirrored(
        node.path("size").asLong(0),
        Json.string(node, "from").intern(), // a few names of many entries
        node.path("insecure").asBoolean(false),
        Instant.ofEpochSecond(node.path("since").asLong(0)),
        Instant.ofEpochSecond(node.path("pulled").asLong(0)));
  }

  byte[] encode() {
    ObjectNode node = Json.object().put("size", size).put("from", from);
    if (insecure) {
      node.put("insecure", true);
    }
    return Json.bytes(
        node.put("since", since.getEpochSecond()).put("pulled", pulled.getEpochSecond()));
  }

  /** False of what an import brought, whose bytes lie with its Image. */
  boolean takesRoom() {
    return size > 0;
  }

  Mirrored withPulled(Instant newest) {
    return new Mirrored(size, from, insecure, since, newest);
  }

  /** The registry that it came from, under one name; empty if several gave parts of it. */
  String host() {
    if (from.isEmpty()) {
      return "";
    }
    int slash = from.indexOf('/');
    return host(slash < 0 ? from : from.substring(0, slash));
  }

  /** One name for hosts that are the same registry. */
  static String host(String named) {
    return new ImageReference(named, "", "", "", "").v2Host();
  }
}
