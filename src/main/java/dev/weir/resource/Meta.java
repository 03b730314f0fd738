package dev.weir.resource;

import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads and writes {@code metadata} of an object tree (Kubernetes ObjectMeta). */
public final class Meta {
  /** Most bytes of all annotations of something, keys and values, as with Kubernetes. */
  public static final int MOST_ANNOTATION_BYTES = 256 * 1024;

  private Meta() {}

  /** The metadata, made if it is absent. */
  public static ObjectNode of(ObjectNode object) {
    return Json.ensureObject(object, "metadata");
  }

  public static String name(JsonNode object) {
    return text(object, "name");
  }

  public static String namespace(JsonNode object) {
    return text(object, "namespace");
  }

  public static String uid(JsonNode object) {
    return text(object, "uid");
  }

  public static String resourceVersion(JsonNode object) {
    return text(object, "resourceVersion");
  }

  /** {@code metadata.generation}, 0 if it is absent or no number of 64 bits. */
  public static long generation(JsonNode object) {
    return Json.whole(Json.objectAt(object, "metadata").path("generation")).orElse(0);
  }

  public static Map<String, String> labels(JsonNode object) {
    return strings(object, "labels");
  }

  public static Map<String, String> annotations(JsonNode object) {
    return strings(object, "annotations");
  }

  /** True if another object made this one and keeps it as it wants it to be. */
  public static boolean isControlled(JsonNode object) {
    return Json.arrayAt(Json.objectAt(object, "metadata"), "ownerReferences")
        .valueStream()
        .anyMatch(owner -> owner.path("controller").asBoolean(false));
  }

  /** One annotation, empty if absent. */
  public static String annotation(JsonNode object, String key) {
    return Json.string(Json.objectAt(Json.objectAt(object, "metadata"), "annotations"), key);
  }

  public static void setAnnotation(ObjectNode object, String key, String value) {
    Json.ensureObject(of(object), "annotations").put(key, value);
  }

  /** Takes an annotation away, and the map with it if it was the last one. */
  public static void removeAnnotation(ObjectNode object, String key) {
    if (of(object).get("annotations") instanceof ObjectNode annotations) {
      annotations.remove(key);
      if (annotations.isEmpty()) {
        of(object).remove("annotations");
      }
    }
  }

  private static String text(JsonNode object, String member) {
    return Json.string(Json.objectAt(object, "metadata"), member);
  }

  private static Map<String, String> strings(JsonNode object, String member) {
    Map<String, String> found = new LinkedHashMap<>();
    Json.objectAt(Json.objectAt(object, "metadata"), member)
        .forEachEntry((key, value) -> found.put(key, value.asString("")));
    return found;
  }
}
