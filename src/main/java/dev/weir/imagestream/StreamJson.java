package dev.weir.imagestream;

import dev.weir.image.OwnRegistry;
import dev.weir.reference.ImageReference;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Streams as JSON trees and back (image-api.md 2.1, 9.2). Reading fills in defaults and drops what
 * the kind does not have; writing gives every member that clients expect, empty ones included.
 */
public final class StreamJson {
  public static final String API_VERSION = "image.openshift.io/v1";
  public static final String KIND = "ImageStream";

  private StreamJson() {}

  /**
   * Reads a stream.
   *
   * @throws IllegalArgumentException naming the member whose type is wrong
   */
  public static ImageStream read(ObjectNode tree) {
    ObjectNode spec = Typed.object(tree, "spec");
    ObjectNode status = Typed.object(tree, "status");
    Map<String, SpecTag> wanted = new TreeMap<>();
    for (JsonNode tag : Typed.array(spec, "spec.tags")) {
      SpecTag read = readSpecTag("spec.tags", tag);
      wanted.put(read.name(), read);
    }
    Map<String, TagHistory> tags = new TreeMap<>();
    for (JsonNode tag : Typed.array(status, "status.tags")) {
      tags.put(Typed.string(tag, "status.tags.tag"), readHistory(tag));
    }
    return new ImageStream(
        Meta.of(tree).deepCopy(),
        Typed.bool(Typed.object(spec, "spec.lookupPolicy"), "spec.lookupPolicy.local"),
        Typed.string(spec, "spec.dockerImageRepository"),
        new TreeMap<>(wanted),
        new TreeMap<>(tags));
  }

  /**
   * Reads a tag reference.
   *
   * @param path where it stands, for messages
   */
  public static SpecTag readSpecTag(String path, JsonNode tag) {
    ObjectNode policy = Typed.object(tag, path + ".importPolicy");
    String mode = Typed.string(policy, path + ".importPolicy.importMode");
    ObjectNode reference = Typed.object(tag, path + ".referencePolicy");
    String type = Typed.string(reference, path + ".referencePolicy.type");
    Map<String, String> annotations = new LinkedHashMap<>();
    Typed.object(tag, path + ".annotations")
        .forEachEntry((key, value) -> annotations.put(key, value.asString("")));
    return new SpecTag(
        Typed.string(tag, path + ".name"),
        annotations,
        tag.get("from") instanceof ObjectNode from
            ? Optional.of(readSource(from))
            : Optional.empty(),
        Typed.bool(tag, path + ".reference"),
        Typed.number(tag, path + ".generation"),
        new ImportPolicy(
            Typed.bool(policy, path + ".importPolicy.insecure"),
            Typed.bool(policy, path + ".importPolicy.scheduled"),
            mode.isEmpty() ? ImportPolicy.LEGACY : mode),
        type.isEmpty() ? SpecTag.SOURCE : type);
  }

  private static TagSource readSource(ObjectNode from) {
    Map<String, String> other = new LinkedHashMap<>();
    for (String member : new String[] {"apiVersion", "uid", "resourceVersion", "fieldPath"}) {
      String value = Json.string(from, member);
      if (!value.isEmpty()) {
        other.put(member, value);
      }
    }
    return new TagSource(
        Json.string(from, "kind"),
        Json.string(from, "namespace"),
        Json.string(from, "name"),
        other);
  }

  /**
   * Reads {@code {items, conditions}}.
   *
   * @throws IllegalArgumentException naming the member whose type is wrong
   */
  public static TagHistory readHistory(JsonNode tag) {
    List<TagCondition> conditions = new ArrayList<>();
    for (JsonNode condition : Typed.array(tag, "status.tags.conditions")) {
      conditions.add(
          new TagCondition(
              Json.string(condition, "type"),
              Json.string(condition, "status"),
              Typed.time(condition, "status.tags.conditions.lastTransitionTime"),
              Json.string(condition, "reason"),
              Json.string(condition, "message"),
              Typed.number(condition, "status.tags.conditions.generation").orElse(0)));
    }
    return new TagHistory(readEvents(Typed.array(tag, "status.tags.items")), conditions);
  }

  /** Reads tag events. */
  public static List<TagEvent> readEvents(ArrayNode items) {
    List<TagEvent> events = new ArrayList<>(items.size());
    for (JsonNode item : items) {
      events.add(
          new TagEvent(
              Typed.time(item, "status.tags.items.created"),
              Json.string(item, "dockerImageReference"),
              Json.string(item, "image"),
              Typed.number(item, "status.tags.items.generation").orElse(0)));
    }
    return events;
  }

  /** Writes a stream; the tree is the caller's own. */
  public static ObjectNode write(ImageStream stream) {
    ObjectNode tree = Json.object();
    tree.put("apiVersion", API_VERSION).put("kind", KIND);
    tree.set("metadata", stream.metadata().deepCopy());
    ObjectNode spec = tree.putObject("spec");
    spec.putObject("lookupPolicy").put("local", stream.localLookup());
    if (!stream.dockerImageRepository().isEmpty()) {
      spec.put("dockerImageRepository", withoutTag(stream.dockerImageRepository()));
    }
    if (!stream.spec().isEmpty()) {
      ArrayNode tags = spec.putArray("tags");
      stream.spec().values().forEach(tag -> tags.add(writeSpecTag(tag)));
    }
    ObjectNode status = tree.putObject("status");
    status.put("dockerImageRepository", OwnRegistry.repository(stream.name()));
    if (!stream.tags().isEmpty()) {
      ArrayNode tags = status.putArray("tags");
      stream.tags().forEach((tag, history) -> tags.add(writeHistory(tag, history)));
    }
    return tree;
  }

  private static String withoutTag(String repository) {
    try {
      ImageReference parsed = ImageReference.parse(repository);
      return parsed.name().isEmpty() ? repository : parsed.repository();
    } catch (IllegalArgumentException _) {
      return repository; // older than the rule that refuses it
    }
  }

  public static ObjectNode writeSpecTag(SpecTag tag) {
    ObjectNode tree = Json.object();
    tree.put("name", tag.name());
    if (tag.annotations().isEmpty()) {
      tree.putNull("annotations");
    } else {
      ObjectNode annotations = tree.putObject("annotations");
      new TreeMap<>(tag.annotations()).forEach(annotations::put);
    }
    tag.from().ifPresent(from -> tree.set("from", writeSource(from)));
    if (tag.reference()) {
      tree.put("reference", true);
    }
    if (tag.generation().isPresent()) {
      tree.put("generation", tag.generation().getAsLong());
    } else {
      tree.putNull("generation");
    }
    tree.set("importPolicy", writeImportPolicy(tag.importPolicy()));
    tree.putObject("referencePolicy").put("type", tag.referencePolicy());
    return tree;
  }

  private static ObjectNode writeImportPolicy(ImportPolicy policy) {
    ObjectNode tree = Json.object();
    if (policy.insecure()) {
      tree.put("insecure", true);
    }
    if (policy.scheduled()) {
      tree.put("scheduled", true);
    }
    return tree.put("importMode", policy.mode());
  }

  private static ObjectNode writeSource(TagSource from) {
    ObjectNode tree = Json.object();
    tree.put("kind", from.kind());
    if (!from.namespace().isEmpty()) {
      tree.put("namespace", from.namespace());
    }
    tree.put("name", from.name());
    new TreeMap<>(from.other()).forEach(tree::put);
    return tree;
  }

  /** Writes {@code {tag, items, conditions}}; items are null when there are none. */
  public static ObjectNode writeHistory(String tag, TagHistory history) {
    ObjectNode tree = Json.object().put("tag", tag);
    if (history.items().isEmpty()) {
      tree.putNull("items");
    } else {
      tree.set("items", writeEvents(history.items()));
    }
    if (!history.conditions().isEmpty()) {
      tree.set("conditions", writeConditions(history.conditions()));
    }
    return tree;
  }

  public static ArrayNode writeEvents(List<TagEvent> events) {
    ArrayNode items = Json.array();
    for (TagEvent event : events) {
      items
          .addObject()
          .put("created", timeOrNull(event.created()))
          .put("dockerImageReference", event.reference())
          .put("image", event.image())
          .put("generation", event.generation());
    }
    return items;
  }

  public static ArrayNode writeConditions(List<TagCondition> conditions) {
    ArrayNode list = Json.array();
    for (TagCondition condition : conditions) {
      ObjectNode tree = list.addObject();
      tree.put("type", condition.type()).put("status", condition.status());
      tree.put("lastTransitionTime", timeOrNull(condition.lastTransitionTime()));
      if (!condition.reason().isEmpty()) {
        tree.put("reason", condition.reason());
      }
      if (!condition.message().isEmpty()) {
        tree.put("message", condition.message());
      }
      tree.put("generation", condition.generation());
    }
    return list;
  }

  /** Null for the time that stands for none. */
  static @Nullable String timeOrNull(Instant instant) {
    return instant.equals(Instant.EPOCH) ? null : time(instant);
  }

  /** RFC 3339 in whole seconds, UTC. */
  public static String time(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
