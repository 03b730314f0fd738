package dev.weir.platform.openshift.deployment;

import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A rollout of a deployment config: a version, in the form of its replication controller. Pure.
 *
 * @param controller never changed
 */
record Rollout(ObjectNode controller) {
  private static final Pattern VERSION = Pattern.compile("[0-9]{1,18}");

  /** Name of the controller of a version. */
  static String name(String config, long version) {
    return config + "-" + version;
  }

  String name() {
    return Meta.name(controller);
  }

  /** Its version, −1 if it says none. */
  long version() {
    String text = annotation(RolloutAnnotations.VERSION);
    return VERSION.matcher(text).matches() ? Long.parseLong(text) : -1;
  }

  Phase phase() {
    return Phase.of(annotation(RolloutAnnotations.PHASE));
  }

  boolean isCancelled() {
    return annotation(RolloutAnnotations.CANCELLED).equalsIgnoreCase("true");
  }

  /** True if it is one of this config: not of another one that had the same name. */
  boolean isOf(JsonNode config) {
    return Json.arrayAt(Json.objectAt(controller, "metadata"), "ownerReferences")
        .valueStream()
        .anyMatch(
            owner ->
                owner.path("controller").asBoolean(false)
                    && Json.string(owner, "uid").equals(Meta.uid(config)));
  }

  /** Replicas that it shall have. */
  int wanted() {
    return Json.objectAt(controller, "spec").path("replicas").asInt(0);
  }

  /** A number of its status, 0 if nobody told it. */
  int counted(String member) {
    return Json.objectAt(controller, "status").path(member).asInt(0);
  }

  ObjectNode podSpec() {
    return ImageChange.podSpec(controller);
  }

  /** The config as it was when this was made, if that can be read. */
  Optional<ObjectNode> config() {
    try {
      return Json.parse(annotation(RolloutAnnotations.ENCODED)) instanceof ObjectNode config
          ? Optional.of(config)
          : Optional.empty();
    } catch (JacksonException _) {
      return Optional.empty();
    }
  }

  private String annotation(String key) {
    return Meta.annotation(controller, key);
  }

  /** The controller with another number of replicas. */
  ObjectNode scaled(int replicas) {
    ObjectNode changed = controller.deepCopy();
    Json.ensureObject(changed, "spec").put("replicas", replicas);
    Meta.setAnnotation(changed, RolloutAnnotations.REPLICAS, Integer.toString(replicas));
    return changed;
  }

  /** The controller in another phase. */
  ObjectNode in(Phase phase) {
    ObjectNode changed = controller.deepCopy();
    Meta.setAnnotation(changed, RolloutAnnotations.PHASE, phase.text());
    return changed;
  }

  /** The controller, given up for a newer version. */
  ObjectNode superseded() {
    ObjectNode changed = in(Phase.FAILED);
    Meta.setAnnotation(changed, RolloutAnnotations.CANCELLED, "true");
    Meta.setAnnotation(changed, RolloutAnnotations.REASON, "newer deployment was found running");
    return changed;
  }
}
