package dev.weir.cli.workload;

import dev.weir.cli.cluster.Cluster;
import dev.weir.client.Resources.Query;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import dev.weir.resource.StatusException;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * A rollout of a deployment config, as its replication controller shows it
 * (controllers-and-access.md 4.4).
 */
record ConfigRollout(ObjectNode controller) {
  static final String PHASE = "openshift.io/deployment.phase";
  static final String REASON = "openshift.io/deployment.status-reason";
  static final String CANCELLED = "openshift.io/deployment.cancelled";

  private static final String CONFIG = "openshift.io/deployment-config.name";
  private static final String VERSION = "openshift.io/deployment-config.latest-version";
  private static final int NOT_FOUND = 404;

  /** The rollouts of a config, oldest first. */
  static List<ConfigRollout> all(Cluster cluster, String namespace, String config) {
    return cluster
        .resources()
        .list(Kinds.REPLICATION_CONTROLLER, namespace, new Query(CONFIG + "=" + config, ""))
        .items()
        .stream()
        .map(object -> new ConfigRollout(object.copy()))
        .sorted(Comparator.comparingLong(ConfigRollout::version))
        .toList();
  }

  /** The rollout of the version that was asked for last, if it is there. */
  static Optional<ConfigRollout> latest(Cluster cluster, String namespace, ObjectNode config) {
    String name = Meta.name(config) + "-" + latestVersion(config);
    try {
      return Optional.of(
          new ConfigRollout(
              cluster.resources().get(Kinds.REPLICATION_CONTROLLER, namespace, name).copy()));
    } catch (StatusException e) {
      if (e.status().code() == NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  static long latestVersion(ObjectNode config) {
    return Json.objectAt(config, "status").path("latestVersion").asLong(0);
  }

  static boolean isPaused(ObjectNode config) {
    return Json.objectAt(config, "spec").path("paused").asBoolean(false);
  }

  /** −1 if it says none. */
  long version() {
    String text = Meta.annotation(controller, VERSION);
    return text.matches("[0-9]{1,18}") ? Long.parseLong(text) : -1;
  }

  /** Such as {@code Complete}. */
  String phase() {
    return Meta.annotation(controller, PHASE);
  }

  String phaseInWords() {
    return phase().toLowerCase(Locale.ROOT);
  }

  String cause() {
    String reason = Meta.annotation(controller, REASON);
    return reason.isEmpty() ? "<unknown>" : reason;
  }

  boolean isComplete() {
    return phase().equals("Complete");
  }

  boolean isFailed() {
    return phase().equals("Failed");
  }

  boolean isOver() {
    return isComplete() || isFailed();
  }

  /** True if it is on its way, in one of the phases that come before the end. */
  boolean isUnderway() {
    return List.of("New", "Pending", "Running").contains(phase());
  }

  boolean isCancelled() {
    return Meta.annotation(controller, CANCELLED).equalsIgnoreCase("true");
  }

  ObjectNode template() {
    return Json.objectAt(Json.objectAt(controller, "spec"), "template");
  }
}
