package dev.weir.image;

import dev.weir.manifest.Descriptor;
import dev.weir.manifest.Manifest;
import dev.weir.reference.Digest;
import dev.weir.resource.Json;
import dev.weir.resource.schema.Fitting;
import dev.weir.resource.schema.ManifestSchemas;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The {@code DockerImage} object inside an Image (image-api.md 2.3): an image's configuration in
 * the old Docker form with capitalised names. Members that this form does not know are lost, as in
 * OpenShift, and so are values of a wrong type: clients in Go could read nothing of an object that
 * holds one.
 */
final class DockerImageMetadata {
  private static final Map<String, String> TOP =
      Map.of(
          "parent", "Parent",
          "comment", "Comment",
          "container", "Container",
          "docker_version", "DockerVersion",
          "author", "Author",
          "architecture", "Architecture");

  /** Go's zero time, which counts as none. */
  private static final Instant ZERO = Instant.parse("0001-01-01T00:00:00Z");

  /** The last moment that clients can read. */
  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");

  private DockerImageMetadata() {}

  /** What a configuration blob says; only id and size if it is no image configuration. */
  static ObjectNode fromConfig(Manifest.ImageManifest manifest, byte[] config) {
    ObjectNode source = read(config);
    ObjectNode metadata = envelope(manifest.config().digest().toString());
    metadata.set("Created", created(Json.string(source, "created")));
    TOP.forEach(
        (from, to) -> {
          String value = Json.string(source, from);
          if (!value.isEmpty()) {
            metadata.put(to, value);
          }
        });
    metadata.set("ContainerConfig", known(Json.objectAt(source, "container_config")));
    if (source.get("config") instanceof ObjectNode own) {
      metadata.set("Config", known(own));
    }
    return metadata.put("Size", size(manifest));
  }

  /** An index has no configuration: its id is its digest. */
  static ObjectNode ofIndex(Manifest.IndexManifest index, Digest digest) {
    ObjectNode metadata = envelope(digest.toString());
    String created = index.annotations().getOrDefault("org.opencontainers.image.created", "");
    metadata.set("Created", created(created));
    metadata.putObject("ContainerConfig");
    return metadata;
  }

  /** What an image that says nothing of itself shows. */
  static ObjectNode none() {
    ObjectNode metadata = envelope("").putNull("Created");
    metadata.putObject("ContainerConfig");
    return metadata;
  }

  /**
   * What a client sent, with only those members that the form knows.
   *
   * @param lowerCase the members have the names of before version 1.0 ({@code pre012}), which are
   *     those of a configuration blob
   */
  static ObjectNode normalised(ObjectNode given, boolean lowerCase) {
    ObjectNode metadata = envelope(Json.string(given, lowerCase ? "id" : "Id"));
    metadata.set("Created", created(Json.string(given, lowerCase ? "created" : "Created")));
    TOP.forEach(
        (from, to) -> {
          String value = Json.string(given, lowerCase ? from : to);
          if (!value.isEmpty()) {
            metadata.put(to, value);
          }
        });
    metadata.set(
        "ContainerConfig",
        known(Json.objectAt(given, lowerCase ? "container_config" : "ContainerConfig")));
    if (given.get(lowerCase ? "config" : "Config") instanceof ObjectNode own) {
      metadata.set("Config", known(own));
    }
    long size = given.path(lowerCase ? "size" : "Size").asLong(0);
    return size == 0 ? metadata : metadata.put("Size", size);
  }

  private static ObjectNode envelope(String id) {
    return Json.object()
        .put("kind", "DockerImage")
        .put("apiVersion", "image.openshift.io/1.0")
        .put("Id", id);
  }

  private static ObjectNode read(byte[] config) {
    try {
      return config.length > 0 && Json.parseSent(config) instanceof ObjectNode object
          ? object
          : Json.object();
    } catch (JacksonException _) {
      return Json.object(); // artifacts may carry anything as their configuration
    }
  }

  private static JsonNode created(String text) {
    try {
      Instant time = OffsetDateTime.parse(text).toInstant().truncatedTo(ChronoUnit.SECONDS);
      return time.isAfter(ZERO) && !time.isAfter(LAST)
          ? Json.object().stringNode(time.toString())
          : Json.object().nullNode();
    } catch (DateTimeParseException _) {
      return Json.object().nullNode();
    }
  }

  /** What the form knows, has the right type and is not empty. */
  private static ObjectNode known(ObjectNode config) {
    ObjectNode kept = Fitting.parts(config, ManifestSchemas.DOCKER_CONFIG);
    kept.removeIf(DockerImageMetadata::isEmpty);
    return kept;
  }

  private static boolean isEmpty(JsonNode value) {
    return (value.isContainer() && value.isEmpty())
        || (value.isString() && value.stringValue().isEmpty())
        || (value.isBoolean() && !value.booleanValue())
        || Json.whole(value).orElse(1) == 0;
  }

  private static long size(Manifest.ImageManifest manifest) {
    Set<Digest> seen = new HashSet<>();
    long total = manifest.config().size();
    for (Descriptor layer : manifest.layers()) {
      if (seen.add(layer.digest())) {
        total += layer.size();
      }
    }
    return total;
  }
}
