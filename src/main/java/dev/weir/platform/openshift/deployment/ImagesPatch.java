package dev.weir.platform.openshift.deployment;

import dev.weir.follower.Cause;
import dev.weir.platform.openshift.deployment.ImageChange.Place;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import dev.weir.resource.patch.JsonPatch;
import dev.weir.resource.patch.PatchException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The JSON patch that gives a deployment config the images of its tags: to containers, to the
 * triggers as {@code lastTriggeredImage}, and the causes. It first tests all that the moves were
 * decided by: the same object, the same triggers, the same containers with the images that they
 * had. Whatever else has changed meanwhile stays as it has become. Pure.
 */
final class ImagesPatch {
  private static final String POD_SPEC = "/spec/template/spec/";

  private final ArrayNode tests = Json.array();
  private final ArrayNode changes = Json.array();

  /**
   * A patch of a config as it was when the moves were decided.
   *
   * @param moves that are made, each with its cause; never empty
   */
  ImagesPatch(ObjectNode config, List<Made> moves) {
    test("/metadata/uid", Meta.of(config).path("uid"));
    test("/spec/triggers", Json.objectAt(config, "spec").path("triggers"));
    List<Cause> told = new ArrayList<>();
    for (Made made : moves) {
      String image = made.cause().move().to();
      boolean moved = false;
      for (Place place : made.change().places()) {
        moved |= set(place, ImageChange.podSpec(config), image);
      }
      change(
          "/spec/triggers/" + made.change().index() + "/imageChangeParams/lastTriggeredImage",
          image);
      if (moved) {
        told.add(made.cause());
      }
    }
    if (!told.isEmpty()) {
      tell(config, told);
    }
  }

  /** A move of a trigger. */
  record Made(ImageChange change, Cause cause) {}

  /**
   * The moves that may be made: all, or none if a trigger that has not fired yet may not.
   *
   * @param causes of the moves that are allowed
   */
  static List<Made> made(ObjectNode config, List<Cause> causes) {
    List<Made> moves = new ArrayList<>();
    for (ImageChange change : ImageChange.of(config)) {
      Optional<Cause> cause =
          causes.stream().filter(it -> it.move().trigger().equals(change.trigger())).findFirst();
      if (cause.isPresent()) {
        moves.add(new Made(change, cause.get()));
      } else if (change.isAutomatic() && !change.isResolved()) {
        return List.of();
      }
    }
    return moves;
  }

  /** True if the container gets another image. */
  private boolean set(Place place, ObjectNode podSpec, String image) {
    String container = POD_SPEC + place.list() + "/" + place.index();
    JsonNode present = place.in(podSpec);
    if (present.has("image")) {
      test(container + "/name", present.path("name"));
      test(container + "/image", present.path("image"));
    } else {
      test(container, present);
    }
    if (place.image(podSpec).equals(image)) {
      return false;
    }
    change(container + "/image", image);
    return true;
  }

  private void tell(ObjectNode config, List<Cause> causes) {
    String noted = Cause.noted(Meta.annotation(config, Cause.ANNOTATION), causes);
    if (Meta.annotations(config).isEmpty()) {
      // nothing can test that there are none, and those that come meanwhile must not be lost
      test("/metadata/resourceVersion", Meta.of(config).path("resourceVersion"));
      changes
          .addObject()
          .put("op", "add")
          .put("path", "/metadata/annotations")
          .putObject("value")
          .put(Cause.ANNOTATION, noted);
    } else {
      change("/metadata/annotations/" + Cause.ANNOTATION.replace("/", "~1"), noted);
    }
  }

  private void test(String path, JsonNode value) {
    tests.addObject().put("op", "test").put("path", path).set("value", value);
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

  /** True if the moves may be carried out on the config as it is now. */
  boolean fits(JsonNode config) {
    try {
      JsonNode _ = JsonPatch.parse(tests).apply(config);
      return true;
    } catch (PatchException _) {
      return false;
    }
  }
}
