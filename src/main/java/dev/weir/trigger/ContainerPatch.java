package dev.weir.trigger;

import dev.weir.follower.Cause;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import dev.weir.resource.patch.JsonPatch;
import dev.weir.resource.patch.PatchException;
import dev.weir.trigger.FieldPath.Place;
import dev.weir.workload.WorkloadKind;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The JSON patch that gives containers their images and the object the causes. It first tests all
 * that the moves were decided by: the same object, the same triggers, the same containers with the
 * images that they had. Whatever else has changed meanwhile stays as it has become, so that an
 * object whose status is written many times a second is moved at the first attempt. Pure.
 */
final class ContainerPatch {
  private final ArrayNode tests = Json.array();
  private final ArrayNode changes = Json.array();

  /** A patch of an object as it was when the moves were decided. */
  ContainerPatch(WorkloadKind kind, ObjectNode object, List<Cause> causes) {
    test("/metadata/uid", Meta.of(object).path("uid"));
    JsonNode annotations = Json.objectAt(Meta.of(object), "annotations");
    test(annotation(TriggerAnnotation.KEY), annotations.path(TriggerAnnotation.KEY));
    ObjectNode podSpec = kind.podSpec(object);
    String base = "/" + kind.podSpecPath().replace('.', '/') + "/";
    for (Cause cause : causes) {
      TriggerRules.place(kind, podSpec, cause.move())
          .ifPresent(place -> set(base, place, podSpec, cause.move().to()));
    }
    change(
        annotation(Cause.ANNOTATION),
        Cause.noted(Meta.annotation(object, Cause.ANNOTATION), causes));
  }

  private void set(String base, Place place, ObjectNode podSpec, String image) {
    String at = base + place.list() + "/" + place.index();
    JsonNode present = place.in(podSpec).orElseThrow();
    String member = place.isVolume() ? "/image/reference" : "/image";
    JsonNode named = present.at(member);
    if (named.isMissingNode()) {
      test(at, present);
    } else {
      test(at + "/name", present.path("name"));
      test(at + member, named);
    }
    change(at + member, image);
  }

  private static String annotation(String key) {
    return "/metadata/annotations/" + key.replace("/", "~1");
  }

  private void test(String path, JsonNode value) {
    if (!value.isMissingNode()) {
      tests.addObject().put("op", "test").put("path", path).set("value", value);
    }
  }

  private void change(String path, String value) {
    changes.addObject().put("op", "add").put("path", path).put("value", value);
  }

  /** The operations, as they are sent. */
  byte[] bytes() {
    ArrayNode all = tests.deepCopy();
    all.addAll(changes);
    return Json.bytes(all);
  }

  /** True if the moves may be carried out on the object as it is now. */
  boolean fits(JsonNode object) {
    try {
      JsonNode _ = JsonPatch.parse(tests).apply(object);
      return true;
    } catch (PatchException _) {
      return false;
    }
  }
}
