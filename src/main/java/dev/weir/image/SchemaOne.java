package dev.weir.image;

import dev.weir.reference.Digest;
import dev.weir.resource.Json;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Manifests of Docker's first schema, as old Image objects carry them (image-api.md 5.5). Weir's
 * registry neither takes nor serves such images; what an object says of one is still shown.
 */
final class SchemaOne {
  private static final String LAYER = "application/vnd.docker.container.image.rootfs.diff+x-gtar";
  private static final String TYPE = "application/vnd.docker.distribution.manifest.v1+json";

  private SchemaOne() {}

  /** The manifest, if the text is one whose layers and history go together. */
  static Optional<ObjectNode> read(String text) {
    ObjectNode manifest;
    try {
      if (!(Json.parse(text) instanceof ObjectNode object)) {
        return Optional.empty();
      }
      manifest = object;
    } catch (JacksonException _) {
      return Optional.empty();
    }
    int layers = Json.arrayAt(manifest, "fsLayers").size();
    boolean whole = layers > 0 && layers == Json.arrayAt(manifest, "history").size();
    return manifest.path("schemaVersion").asInt(0) == 1 && whole
        ? Optional.of(manifest)
        : Optional.empty();
  }

  /** Digest of the text without its signatures, which is the image's name. */
  static Digest digest(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    try {
      JsonNode header = Json.parse(text).path("signatures").path(0).path("protected");
      if (!header.isString()) {
        return Digest.of(bytes);
      }
      Base64.Decoder decoder = Base64.getUrlDecoder();
      JsonNode format = Json.parse(decoder.decode(header.stringValue()));
      byte[] tail = decoder.decode(Json.string(format, "formatTail"));
      int length = format.path("formatLength").asInt(-1);
      if (length < 0 || length > bytes.length) {
        return Digest.of(bytes);
      }
      byte[] payload = Arrays.copyOf(bytes, length + tail.length);
      System.arraycopy(tail, 0, payload, length, tail.length);
      return Digest.of(payload);
    } catch (JacksonException | IllegalArgumentException _) {
      return Digest.of(bytes);
    }
  }

  /** Sets what the manifest says: metadata, media type and layers, the base first. */
  static void fill(ObjectNode image, ObjectNode manifest) {
    ArrayNode history = Json.arrayAt(manifest, "history");
    ArrayNode fsLayers = Json.arrayAt(manifest, "fsLayers");
    ArrayNode layers = image.putArray("dockerImageLayers");
    Set<String> seen = new HashSet<>();
    long total = 0;
    for (int i = fsLayers.size() - 1; i >= 0; i--) {
      String digest = Json.string(fsLayers.get(i), "blobSum");
      long size = compatibility(history.get(i)).path("Size").asLong(0);
      layers.addObject().put("name", digest).put("size", size).put("mediaType", LAYER);
      total += seen.add(digest) ? size : 0;
    }
    ObjectNode newest = compatibility(history.get(0));
    image.set(
        "dockerImageMetadata", DockerImageMetadata.normalised(newest, true).put("Size", total));
    image.put("dockerImageManifestMediaType", TYPE);
  }

  private static ObjectNode compatibility(JsonNode entry) {
    try {
      return Json.parse(Json.string(entry, "v1Compatibility")) instanceof ObjectNode object
          ? object
          : Json.object();
    } catch (JacksonException _) {
      return Json.object();
    }
  }
}
