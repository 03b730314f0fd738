package dev.weir.platform.openshift.deployment;

import dev.weir.follower.Cause;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The replication controller with which the rollout of a version begins: the template as it is now,
 * and no replicas yet. Pure (controllers-and-access.md 4.4).
 */
final class NewController {
  /** Annotations of a config that are of no use to who rolls back to it, and may be large. */
  private static final String[] NOT_ENCODED = {
    "kubectl.kubernetes.io/last-applied-configuration", Cause.ANNOTATION
  };

  private NewController() {}

  static ObjectNode of(RolloutState state) {
    ObjectNode config = state.config();
    ObjectNode controller = Json.object();
    controller
        .put("apiVersion", Kinds.REPLICATION_CONTROLLER.apiVersion())
        .put("kind", Kinds.REPLICATION_CONTROLLER.kind());
    controller
        .putObject("metadata")
        .put("name", state.latestName())
        .put("namespace", Meta.namespace(config));
    label(controller, config);
    annotate(controller, state);
    own(controller, config);
    ObjectNode spec = controller.putObject("spec");
    spec.put("replicas", 0);
    if (state.spec().hasNonNull("minReadySeconds")) {
      spec.set("minReadySeconds", state.spec().path("minReadySeconds"));
    }
    ObjectNode selector = Json.objectAt(state.spec(), "selector").deepCopy();
    spec.set("selector", tied(selector, state));
    spec.set("template", template(state));
    return controller;
  }

  private static void label(ObjectNode controller, ObjectNode config) {
    ObjectNode labels = Json.ensureObject(Meta.of(controller), "labels");
    Meta.labels(config).forEach(labels::put);
    labels.put(RolloutAnnotations.CONFIG, Meta.name(config));
  }

  private static void annotate(ObjectNode controller, RolloutState state) {
    ObjectNode config = state.config();
    ObjectNode annotations = Json.ensureObject(Meta.of(controller), "annotations");
    annotations
        .put(RolloutAnnotations.CONFIG, Meta.name(config))
        .put(RolloutAnnotations.VERSION, Long.toString(state.latestVersion()))
        .put(RolloutAnnotations.PHASE, Phase.NEW.text())
        .put(RolloutAnnotations.ENCODED, Json.text(encoded(config)))
        .put(RolloutAnnotations.REPLICAS, "0")
        .put(RolloutAnnotations.DESIRED, Integer.toString(state.replicas()));
    String message = Json.string(Json.objectAt(state.status(), "details"), "message");
    if (!message.isEmpty()) {
      annotations.put(RolloutAnnotations.REASON, message);
    }
    String cause = Meta.annotation(config, Cause.ANNOTATION);
    if (!cause.isEmpty()) {
      annotations.put(Cause.ANNOTATION, cause);
    }
  }

  private static ObjectNode encoded(ObjectNode config) {
    ObjectNode encoded = config.deepCopy();
    encoded
        .put("apiVersion", Kinds.DEPLOYMENT_CONFIG.apiVersion())
        .put("kind", Kinds.DEPLOYMENT_CONFIG.kind());
    Meta.of(encoded).remove("managedFields");
    for (String annotation : NOT_ENCODED) {
      Meta.removeAnnotation(encoded, annotation);
    }
    return encoded;
  }

  private static void own(ObjectNode controller, ObjectNode config) {
    Meta.of(controller)
        .putArray("ownerReferences")
        .addObject()
        .put("apiVersion", Kinds.DEPLOYMENT_CONFIG.apiVersion())
        .put("kind", Kinds.DEPLOYMENT_CONFIG.kind())
        .put("name", Meta.name(config))
        .put("uid", Meta.uid(config))
        .put("controller", true)
        .put("blockOwnerDeletion", true);
  }

  /** Labels by which the pods of this controller are told from those of others of its config. */
  private static ObjectNode tied(ObjectNode labels, RolloutState state) {
    return labels
        .put(RolloutAnnotations.CONFIG_LABEL, Meta.name(state.config()))
        .put(RolloutAnnotations.CONTROLLER_LABEL, state.latestName());
  }

  private static ObjectNode template(RolloutState state) {
    ObjectNode template = Json.objectAt(state.spec(), "template").deepCopy();
    ObjectNode _ = tied(Json.ensureObject(Meta.of(template), "labels"), state);
    Json.ensureObject(Meta.of(template), "annotations")
        .put(RolloutAnnotations.NAME, state.latestName())
        .put(RolloutAnnotations.CONFIG, Meta.name(state.config()))
        .put(RolloutAnnotations.VERSION, Long.toString(state.latestVersion()));
    ObjectNode podSpec = Json.objectAt(template, "spec");
    for (String list : new String[] {"initContainers", "containers"}) {
      for (JsonNode container : Json.arrayAt(podSpec, list)) {
        if (container instanceof ObjectNode named && named.has("image")) {
          named.put("image", Json.string(named, "image").strip());
        }
      }
    }
    return template;
  }
}
