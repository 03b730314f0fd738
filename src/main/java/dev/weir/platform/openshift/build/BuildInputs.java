package dev.weir.platform.openshift.build;

import dev.weir.follower.Trigger;
import dev.weir.platform.openshift.config.TagRules;
import dev.weir.resource.FieldProblem;
import dev.weir.resource.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The images that a build is made of: references become pull specs. */
record BuildInputs(String namespace, StreamImages images) {

  /** References to images in a spec, each under its field. */
  static Map<String, ObjectNode> references(ObjectNode spec) {
    Map<String, ObjectNode> found = new LinkedHashMap<>();
    JsonNode strategy = Json.objectAt(spec, "strategy");
    BuildRules.members()
        .forEach(
            member -> {
              if (strategy.path(member).get("from") instanceof ObjectNode from) {
                found.put("spec.strategy." + member + ".from", from);
              }
            });
    ArrayNode sources = Json.arrayAt(Json.objectAt(spec, "source"), "images");
    for (int i = 0; i < sources.size(); i++) {
      if (sources.path(i).get("from") instanceof ObjectNode from) {
        found.put("spec.source.images[" + i + "].from", from);
      }
    }
    return found;
  }

  /**
   * Makes each reference a pull spec.
   *
   * @param known pull specs of tags that were settled already
   * @return what stands for nothing
   */
  List<FieldProblem> resolve(ObjectNode spec, Map<Trigger.TagKey, String> known) {
    return references(spec).entrySet().stream()
        .filter(reference -> !isResolved(reference.getValue(), known))
        .map(reference -> unresolved(reference.getKey(), reference.getValue()))
        .toList();
  }

  private boolean isResolved(ObjectNode from, Map<Trigger.TagKey, String> known) {
    if (Json.string(from, "kind").equals("DockerImage")) {
      return true;
    }
    Optional<String> found = pullSpec(from, known);
    found.ifPresent(spec -> from.removeAll().put("kind", "DockerImage").put("name", spec));
    return found.isPresent();
  }

  private Optional<String> pullSpec(ObjectNode from, Map<Trigger.TagKey, String> known) {
    return switch (Json.string(from, "kind")) {
      case TagRules.KIND ->
          named(from, namespace)
              .flatMap(tag -> Optional.ofNullable(known.get(tag)).or(() -> images.newest(tag)));
      case TagRules.IMAGE_KIND ->
          named(from, namespace)
              .flatMap(image -> images.image(image.namespace(), image.stream(), image.tag()));
      default -> Optional.empty();
    };
  }

  /**
   * What of a stream a reference names: a tag, or in the place of the tag the id of an image; empty
   * if it names nothing of a stream. What this does not find is made no pull spec.
   *
   * @param namespace of a reference that names none
   */
  static Optional<Trigger.TagKey> named(ObjectNode from, String namespace) {
    String name = Json.string(from, "name");
    int at = name.indexOf('@');
    return switch (Json.string(from, "kind")) {
      case TagRules.KIND -> Trigger.TagKey.of(from, namespace);
      case TagRules.IMAGE_KIND ->
          TagRules.isImageName(name)
              ? Optional.of(
                  new Trigger.TagKey(
                      namespaceOf(from, namespace), name.substring(0, at), name.substring(at + 1)))
              : Optional.empty();
      default -> Optional.empty();
    };
  }

  private static String namespaceOf(JsonNode from, String namespace) {
    String named = Json.string(from, "namespace");
    return named.isEmpty() ? namespace : named;
  }

  private FieldProblem unresolved(String field, JsonNode from) {
    return FieldProblem.invalid(
        field,
        Json.string(from, "name"),
        "error resolving "
            + Json.string(from, "kind")
            + " "
            + Json.string(from, "name")
            + " in namespace "
            + namespaceOf(from, namespace)
            + ": it has no image");
  }
}
