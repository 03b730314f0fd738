package dev.weir.objects.meta;

import dev.weir.resource.ApiStatus;
import dev.weir.resource.FieldProblem;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Metadata that the server keeps: the same rules for every kind (Kubernetes API conventions). */
public final class MetaRules {
  private static final int SUFFIX_LENGTH = 5;

  /** A generated name is cut to what every kind takes. */
  private static final int MAX_NAME = 63;

  private static final String[] SERVER_FIELDS = {
    "selfLink", "deletionTimestamp", "deletionGracePeriodSeconds", "managedFields"
  };

  private MetaRules() {}

  /**
   * Makes a client's object a new one: checks its place and fills name, uid, time and generation.
   *
   * @param namespace of the request; empty for kinds that live in none
   * @param random lower-case text to complete {@code generateName} with
   */
  public static void prepareForCreate(
      ResourceKind kind,
      String namespace,
      ObjectNode object,
      String uid,
      Instant now,
      Supplier<String> random) {
    requireKind(kind, object);
    ObjectNode meta = Meta.of(object);
    requireNamespace(kind, namespace, meta);
    if (!Json.string(meta, "resourceVersion").isEmpty()) {
      throw ApiStatus.badRequest("resourceVersion should not be set on objects to be created")
          .exception();
    }
    if (Json.string(meta, "name").isEmpty()) {
      generateName(object, random);
    }
    for (String field : SERVER_FIELDS) {
      meta.remove(field);
    }
    meta.put("uid", uid);
    meta.put("creationTimestamp", now.truncatedTo(ChronoUnit.SECONDS).toString());
    if (object.has("spec")) {
      meta.put("generation", 1L);
    } else {
      meta.remove("generation");
    }
  }

  /** Makes up a name, if the object says how it begins. */
  public static void generateName(ObjectNode object, Supplier<String> random) {
    ObjectNode meta = Meta.of(object);
    String beginning = Json.string(meta, "generateName");
    if (!beginning.isEmpty()) {
      String suffix = random.get().substring(0, SUFFIX_LENGTH);
      meta.put(
          "name",
          beginning.substring(0, Math.min(beginning.length(), MAX_NAME - SUFFIX_LENGTH)) + suffix);
    }
  }

  /** apiVersion and kind may be left out, but not be another's. */
  public static void requireKind(ResourceKind kind, ObjectNode object) {
    String apiVersion = Json.string(object, "apiVersion");
    String name = Json.string(object, "kind");
    if (!apiVersion.isEmpty() && !apiVersion.equals(kind.apiVersion())) {
      throw ApiStatus.badRequest(
              "the API version in the data ("
                  + apiVersion
                  + ") does not match the expected API version ("
                  + kind.apiVersion()
                  + ")")
          .exception();
    }
    if (!name.isEmpty() && !name.equals(kind.kind())) {
      throw ApiStatus.badRequest(
              "the kind in the data ("
                  + name
                  + ") does not match the expected kind ("
                  + kind.kind()
                  + ")")
          .exception();
    }
    object.put("apiVersion", kind.apiVersion());
    object.put("kind", kind.kind());
  }

  private static void requireNamespace(ResourceKind kind, String namespace, ObjectNode meta) {
    String own = Json.string(meta, "namespace");
    if (!kind.namespaced()) {
      meta.remove("namespace");
      return;
    }
    if (!own.isEmpty() && !own.equals(namespace)) {
      throw ApiStatus.badRequest(
              "the namespace of the provided object does not match the namespace sent on the"
                  + " request")
          .exception();
    }
    meta.put("namespace", namespace);
  }

  /** Checks name, labels and annotations. */
  public static List<FieldProblem> validate(ObjectNode object, NameRule rule) {
    List<FieldProblem> problems = new ArrayList<>();
    String name = Meta.name(object);
    if (name.isEmpty()) {
      problems.add(FieldProblem.required("metadata.name", "name or generateName is required"));
    } else {
      problems.addAll(rule.check("metadata.name", name));
    }
    ObjectNode meta = Meta.of(object);
    problems.addAll(Labels.validate("metadata.labels", meta.get("labels")));
    problems.addAll(stringMap("metadata.annotations", meta.get("annotations")));
    problems.addAll(OwnerRules.validate(meta));
    return problems;
  }

  private static List<FieldProblem> stringMap(String field, @Nullable JsonNode map) {
    if (map == null || map.isNull()) {
      return List.of();
    }
    if (!map.isObject()) {
      return List.of(FieldProblem.invalid(field, Json.text(map), "must be an object"));
    }
    List<FieldProblem> problems = new ArrayList<>();
    long[] bytes = {0};
    map.forEachEntry(
        (key, value) -> {
          if (!value.isString()) {
            problems.add(
                FieldProblem.invalid(field + "." + key, Json.text(value), "must be a string"));
          } else {
            bytes[0] += key.length() + value.stringValue().length();
          }
        });
    if (bytes[0] > Meta.MOST_ANNOTATION_BYTES) {
      problems.add(FieldProblem.tooLong(field, Meta.MOST_ANNOTATION_BYTES));
    }
    return problems;
  }

  /**
   * Carries over what an update may not change, and counts the generation up if the spec differs.
   *
   * @throws dev.weir.resource.StatusException if the update is not of this version or this object
   */
  public static void prepareForUpdate(
      ResourceKind kind, String namespace, String name, ObjectNode updated, ObjectNode old) {
    requireKind(kind, updated);
    ObjectNode meta = Meta.of(updated);
    requireNamespace(kind, namespace, meta);
    if (!Json.string(meta, "name").equals(name)) {
      throw ApiStatus.badRequest(
              "the name of the object ("
                  + Json.string(meta, "name")
                  + ") does not match the name on the URL ("
                  + name
                  + ")")
          .exception();
    }
    requireVersion(kind, name, meta, old);
    ObjectNode before = Meta.of(old);
    for (String field :
        new String[] {
          "uid",
          "creationTimestamp",
          "deletionTimestamp",
          "deletionGracePeriodSeconds",
          "generation"
        }) {
      keep(meta, before, field);
    }
    meta.remove("selfLink");
    meta.remove("managedFields");
  }

  private static void requireVersion(
      ResourceKind kind, String name, ObjectNode meta, ObjectNode old) {
    String uid = Json.string(meta, "uid");
    if (!uid.isEmpty() && !uid.equals(Meta.uid(old))) {
      throw ApiStatus.conflict(
              kind,
              name,
              "Precondition failed: UID in precondition: "
                  + uid
                  + ", UID in object meta: "
                  + Meta.uid(old))
          .exception();
    }
    String version = Json.string(meta, "resourceVersion");
    if (!version.isEmpty() && !version.equals(Meta.resourceVersion(old))) {
      throw ApiStatus.modified(kind, name).exception();
    }
  }

  private static void keep(ObjectNode meta, ObjectNode before, String field) {
    Optional.ofNullable(before.get(field))
        .ifPresentOrElse(value -> meta.set(field, value), () -> meta.remove(field));
  }

  /** Counts the generation up if the spec has changed. */
  public static void bumpGeneration(ObjectNode updated, ObjectNode old) {
    JsonNode now = updated.get("spec");
    JsonNode before = old.get("spec");
    if (now != null && !now.equals(before)) {
      Meta.of(updated).put("generation", Meta.generation(old) + 1);
    }
  }
}
