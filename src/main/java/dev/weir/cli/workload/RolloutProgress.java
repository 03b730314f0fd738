package dev.weir.cli.workload;

import dev.weir.cli.call.CliException;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import tools.jackson.databind.JsonNode;

/**
 * How far a workload's pods are, by the status that whoever runs them wrote; in kubectl's words.
 *
 * @param text one line
 * @param done true if there is nothing left to wait for
 */
record RolloutProgress(String text, boolean done) {
  private static final String CONFIG_UNSEEN =
      "Waiting for latest deployment config spec to be observed by the controller loop...";

  /**
   * Reads a workload.
   *
   * @throws CliException if the rollout has failed, or the kind has none
   */
  static RolloutProgress of(ResourceKind kind, JsonNode object) {
    return switch (kind.plural()) {
      case "deployments" -> deployment(object);
      case "daemonsets" -> daemonSet(object);
      case "statefulsets" -> statefulSet(object);
      case "deploymentconfigs" -> deploymentConfig(object);
      default ->
          throw CliException.error(
              "no status viewer has been implemented for " + kind.kind() + ": it has no rollouts");
    };
  }

  /** True if somebody has ever told how it goes. */
  static boolean isWatchedOver(JsonNode object) {
    return number(status(object), "observedGeneration") > 0;
  }

  private static JsonNode status(JsonNode object) {
    return Json.objectAt(object, "status");
  }

  private static long number(JsonNode from, String member) {
    return from.path(member).asLong(0);
  }

  /** What is wanted; one if nobody said. */
  private static long replicas(JsonNode object) {
    return Json.objectAt(object, "spec").path("replicas").asLong(1);
  }

  private static boolean isSeen(JsonNode object) {
    return isWatchedOver(object)
        && Meta.generation(object) <= number(status(object), "observedGeneration");
  }

  private static RolloutProgress waiting(String text) {
    return new RolloutProgress(text, false);
  }

  private static RolloutProgress deployment(JsonNode object) {
    if (!isSeen(object)) {
      return waiting("Waiting for deployment spec update to be observed...");
    }
    String name = "\"" + Meta.name(object) + "\"";
    JsonNode status = status(object);
    for (JsonNode condition : Json.arrayAt(status, "conditions")) {
      if (Json.string(condition, "reason").equals("ProgressDeadlineExceeded")) {
        throw CliException.error("deployment " + name + " exceeded its progress deadline");
      }
    }
    String prefix = "Waiting for deployment " + name + " rollout to finish: ";
    long updated = number(status, "updatedReplicas");
    if (updated < replicas(object)) {
      return waiting(
          prefix
              + "%d out of %d new replicas have been updated..."
                  .formatted(updated, replicas(object)));
    }
    if (number(status, "replicas") > updated) {
      return waiting(
          prefix
              + "%d old replicas are pending termination..."
                  .formatted(number(status, "replicas") - updated));
    }
    if (number(status, "availableReplicas") < updated) {
      return waiting(
          prefix
              + "%d of %d updated replicas are available..."
                  .formatted(number(status, "availableReplicas"), updated));
    }
    return new RolloutProgress("deployment " + name + " successfully rolled out", true);
  }

  private static RolloutProgress daemonSet(JsonNode object) {
    if (!isSeen(object)) {
      return waiting("Waiting for daemon set spec update to be observed...");
    }
    String name = "\"" + Meta.name(object) + "\"";
    JsonNode status = status(object);
    long wanted = number(status, "desiredNumberScheduled");
    long updated = number(status, "updatedNumberScheduled");
    if (updated < wanted) {
      return waiting(
          "Waiting for daemon set %s rollout to finish: %d out of %d new pods have been updated..."
              .formatted(name, updated, wanted));
    }
    if (number(status, "numberAvailable") < wanted) {
      return waiting(
          "Waiting for daemon set %s rollout to finish: %d of %d updated pods are available..."
              .formatted(name, number(status, "numberAvailable"), wanted));
    }
    return new RolloutProgress("daemon set " + name + " successfully rolled out", true);
  }

  private static RolloutProgress statefulSet(JsonNode object) {
    if (!isSeen(object)) {
      return waiting("Waiting for statefulset spec update to be observed...");
    }
    JsonNode status = status(object);
    if (number(status, "readyReplicas") < replicas(object)) {
      return waiting(
          "Waiting for %d pods to be ready..."
              .formatted(replicas(object) - number(status, "readyReplicas")));
    }
    String revision = Json.string(status, "updateRevision");
    if (!revision.equals(Json.string(status, "currentRevision"))) {
      return waiting(
          "waiting for statefulset rolling update to complete %d pods at revision %s..."
              .formatted(number(status, "updatedReplicas"), revision));
    }
    return new RolloutProgress(
        "statefulset rolling update complete %d pods at revision %s..."
            .formatted(number(status, "currentReplicas"), Json.string(status, "currentRevision")),
        true);
  }

  private static RolloutProgress deploymentConfig(JsonNode object) {
    JsonNode status = status(object);
    String name = "\"" + Meta.name(object) + "\"";
    if (number(status, "latestVersion") == 0) {
      JsonNode triggers = Json.arrayAt(Json.objectAt(object, "spec"), "triggers");
      if (triggers.valueStream().anyMatch(it -> Json.string(it, "type").equals("ImageChange"))) {
        return waiting("Deployment config " + name + " waiting on image update");
      }
      if (triggers.isEmpty()) {
        throw CliException.error(
            "Deployment config %s waiting on manual update (use 'weir rollout latest dc/%s')"
                .formatted(name, Meta.name(object)));
      }
    }
    if (!isSeen(object)) {
      return waiting(CONFIG_UNSEEN);
    }
    JsonNode progress = condition(status, "Progressing");
    String message = Json.string(progress, "message");
    return switch (Json.string(progress, "reason")) {
      case "NewReplicationControllerAvailable" -> new RolloutProgress(message, true);
      case "ProgressDeadlineExceeded", "RolloutCancelled", "ReplicationControllerCreateError" ->
          throw CliException.error(message);
      case "DeploymentConfigPaused" ->
          throw CliException.error(
              "Deployment config "
                  + name
                  + " is paused. Resume to continue watching the status of the rollout.");
      default -> waitingForPods(status, Json.objectAt(object, "spec").path("replicas").asLong(0));
    };
  }

  private static RolloutProgress waitingForPods(JsonNode status, long wanted) {
    String prefix = "Waiting for rollout to finish: ";
    long updated = number(status, "updatedReplicas");
    long old = number(status, "replicas") - updated;
    if (updated < wanted) {
      return waiting(
          prefix + "%d out of %d new replicas have been updated...".formatted(updated, wanted));
    }
    if (old > 0) {
      return waiting(prefix + "%d old replicas are pending termination...".formatted(old));
    }
    long available = number(status, "availableReplicas");
    return available < updated
        ? waiting(
            prefix + "%d of %d updated replicas are available...".formatted(available, updated))
        : waiting(CONFIG_UNSEEN);
  }

  private static JsonNode condition(JsonNode status, String type) {
    return Json.arrayAt(status, "conditions")
        .valueStream()
        .filter(condition -> Json.string(condition, "type").equals(type))
        .findFirst()
        .orElseGet(Json::object);
  }
}
