package dev.weir.cli.image.copy;

import dev.weir.resource.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.TreeMap;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.core.util.Separators;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Images for programs, member by member in oc's form (cli.md 6): what oc does not know of a
 * configuration is left out, and so is what is empty.
 */
final class InfoJson {
  /** The time that stands for none. */
  static final Instant NEVER = Instant.parse("0001-01-01T00:00:00Z");

  private static final List<String> BEFORE_CREATED = List.of("parent", "comment");
  private static final List<String> CONTAINER =
      List.of(
          "Hostname",
          "Domainname",
          "User",
          "Memory",
          "MemorySwap",
          "CpuShares",
          "Cpuset",
          "AttachStdin",
          "AttachStdout",
          "AttachStderr",
          "PortSpecs",
          "ExposedPorts",
          "Tty",
          "OpenStdin",
          "StdinOnce",
          "Env",
          "Cmd",
          "Dns",
          "Image",
          "Volumes",
          "VolumesFrom",
          "WorkingDir",
          "Entrypoint",
          "NetworkDisabled",
          "SecurityOpts",
          "OnBuild",
          "Labels");
  private static final List<String> HISTORY =
      List.of("author", "created_by", "comment", "empty_layer");

  private InfoJson() {}

  /** The text, without a line's end; an array if there are several. */
  static String of(List<SeenImage> images) {
    JsonNode tree =
        images.size() == 1
            ? image(images.getFirst())
            : Json.array().addAll(images.stream().map(InfoJson::image).toList());
    DefaultIndenter indent = new DefaultIndenter("  ", "\n");
    Separators separators =
        Separators.createDefaultInstance()
            .withObjectNameValueSpacing(Separators.Spacing.AFTER)
            .withObjectEmptySeparator("")
            .withArrayEmptySeparator("");
    byte[] text =
        Json.mapper()
            .writer()
            .with(
                new DefaultPrettyPrinter(separators)
                    .withObjectIndenter(indent)
                    .withArrayIndenter(indent))
            .writeValueAsBytes(tree);
    return new String(text, StandardCharsets.UTF_8)
        .replace("<", "\\u003c")
        .replace(">", "\\u003e")
        .replace("&", "\\u0026");
  }

  private static ObjectNode image(SeenImage image) {
    ObjectNode json =
        Json.object()
            .put("name", image.name())
            .put("digest", image.digest().toString())
            .put("contentDigest", image.digest().toString())
            .put("listDigest", image.list().map(Object::toString).orElse(""))
            .put("mediaType", image.manifest().mediaType());
    if (image.config().isEmpty()) {
      json.put("artifactType", image.manifest().artifact());
    }
    ArrayNode layers = json.putArray("layers");
    image
        .manifest()
        .layers()
        .forEach(
            layer ->
                layers
                    .addObject()
                    .put("mediaType", layer.mediaType())
                    .put("digest", layer.digest().toString())
                    .put("size", layer.size()));
    image
        .config()
        .ifPresentOrElse(
            config -> json.set("config", config(config, image.size())),
            () -> addArtifact(json, image));
    return json;
  }

  private static void addArtifact(ObjectNode json, SeenImage image) {
    image
        .manifest()
        .subject()
        .ifPresent(subject -> json.put("subject", subject.digest().toString()));
    if (!image.manifest().annotations().isEmpty()) {
      ObjectNode annotations = json.putObject("annotations");
      new TreeMap<>(image.manifest().annotations()).forEach(annotations::put);
    }
  }

  private static ObjectNode config(ObjectNode config, long size) {
    ObjectNode json = Json.object().put("id", Json.string(config, "id"));
    copy(config, json, BEFORE_CREATED);
    json.put("created", time(Json.string(config, "created")));
    copy(config, json, List.of("container"));
    json.set("container_config", container(Json.objectAt(config, "container_config")));
    copy(config, json, List.of("docker_version", "author"));
    if (config.get("config") instanceof ObjectNode container) {
      json.set("config", container(container));
    }
    copy(config, json, List.of("architecture"));
    if (size > 0) {
      json.put("size", size);
    }
    if (config.get("rootfs") instanceof ObjectNode rootfs) {
      ObjectNode copied = json.putObject("rootfs").put("type", Json.string(rootfs, "type"));
      copy(rootfs, copied, List.of("diff_ids"));
    }
    if (config.get("history") instanceof ArrayNode history && !history.isEmpty()) {
      ArrayNode copied = json.putArray("history");
      history.forEach(
          entry -> {
            ObjectNode event =
                copied.addObject().put("created", time(Json.string(entry, "created")));
            copy(entry, event, HISTORY);
          });
    }
    copy(config, json, List.of("os", "os.version", "os.features"));
    return json;
  }

  private static ObjectNode container(ObjectNode container) {
    ObjectNode json = Json.object();
    copy(container, json, CONTAINER);
    return json;
  }

  /** Members that say something, in this order. */
  private static void copy(JsonNode from, ObjectNode to, List<String> members) {
    for (String member : members) {
      JsonNode value = from.get(member);
      if (value != null && !isEmpty(value)) {
        to.set(member, value instanceof ObjectNode object ? sorted(object) : value);
      }
    }
  }

  private static boolean isEmpty(JsonNode value) {
    return value.isNull()
        || (value.isContainer() && value.isEmpty())
        || (value.isString() && value.asString().isEmpty())
        || (value.isBoolean() && !value.booleanValue())
        || (value.isNumber() && value.asString().equals("0"));
  }

  private static ObjectNode sorted(ObjectNode object) {
    ObjectNode sorted = Json.object();
    object
        .propertyStream()
        .sorted((one, other) -> one.getKey().compareTo(other.getKey()))
        .forEach(entry -> sorted.set(entry.getKey(), entry.getValue()));
    return sorted;
  }

  private static String time(String text) {
    try {
      return OffsetDateTime.parse(text).format(DateTimeFormatter.ISO_OFFSET_DATE_TIME);
    } catch (DateTimeParseException _) {
      return NEVER.toString();
    }
  }
}
