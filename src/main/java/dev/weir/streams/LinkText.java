package dev.weir.streams;

import dev.weir.reference.Digest;
import dev.weir.resource.Json;
import dev.weir.streams.RepositoryLinks.Link;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Links as they are stored, see {@link RepositoryLinks}. */
final class LinkText {
  private static final String SIZE = "size";
  private static final String SINCE = "since";
  private static final String MEDIA_TYPE = "mediaType";
  private static final String SUBJECT = "subject";
  private static final String UNTAGGED = "untagged";
  private static final String UNUSED = "unused";

  private LinkText() {}

  static byte[] of(Link link) {
    ObjectNode node =
        Json.object().put(SIZE, link.size()).put(SINCE, link.since().getEpochSecond());
    if (link.isManifest()) {
      node.put(MEDIA_TYPE, link.mediaType());
    }
    link.subject().ifPresent(digest -> node.put(SUBJECT, digest.toString()));
    link.untagged().ifPresent(time -> node.put(UNTAGGED, time.getEpochSecond()));
    link.unused().ifPresent(time -> node.put(UNUSED, time.getEpochSecond()));
    return Json.bytes(node);
  }

  /**
   * Reads a link.
   *
   * @param undated since when one is there that does not say it
   */
  static Link read(byte[] value, Instant undated) {
    ObjectNode node = Json.parseObject(value);
    return new Link(
        Json.string(node, MEDIA_TYPE),
        node.path(SIZE).asLong(0),
        time(node, SINCE).orElse(undated),
        Digest.tryParse(Json.string(node, SUBJECT)),
        time(node, UNUSED),
        time(node, UNTAGGED));
  }

  /**
   * False if a link is surely needed: clients ask for blobs so often that a look at the text pays.
   */
  static boolean maySayUnused(byte[] value) {
    return new String(value, StandardCharsets.ISO_8859_1).contains(UNUSED);
  }

  private static Optional<Instant> time(ObjectNode node, String name) {
    return node.has(name)
        ? Optional.of(Instant.ofEpochSecond(node.path(name).asLong(0)))
        : Optional.empty();
  }
}
