package dev.weir.platform.openshift.deployment;

import dev.weir.resource.Json;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code status.conditions} of a deployment config, in the words of OpenShift. Pure. */
final class Conditions {
  static final String PROGRESSING = "Progressing";
  static final String AVAILABLE = "Available";

  private static final String TRUE = "True";
  private static final String FALSE = "False";
  private static final String UNKNOWN = "Unknown";
  private static final double WHOLE = 100.0;

  /**
   * An observation.
   *
   * @param reason empty for none
   */
  record Condition(String type, String status, String reason, String message) {}

  private Conditions() {}

  /** The conditions as they are now; times change with what is said. */
  static ArrayNode of(
      RolloutState state, int available, Optional<String> createError, Instant now) {
    ArrayNode before = Json.arrayAt(state.status(), "conditions");
    ArrayNode after = Json.array();
    List.of(Optional.of(available(state, available)), progress(state, createError))
        .forEach(
            found -> found.ifPresent(condition -> after.add(timed(condition, before, text(now)))));
    before
        .valueStream()
        .filter(other -> !isType(other, AVAILABLE) && !isType(other, PROGRESSING))
        .forEach(other -> after.add(other.deepCopy()));
    return after;
  }

  private static Condition available(RolloutState state, int available) {
    boolean enough = available > 0 && available >= state.replicas() - mayBeMissing(state);
    return enough
        ? new Condition(AVAILABLE, TRUE, "", "Deployment config has minimum availability.")
        : new Condition(
            AVAILABLE, FALSE, "", "Deployment config does not have minimum availability.");
  }

  /** How many pods a rolling rollout may do without. */
  private static int mayBeMissing(RolloutState state) {
    ObjectNode rolling = Json.objectAt(Json.objectAt(state.spec(), "strategy"), "rollingParams");
    int missing = share(rolling.path("maxUnavailable"), state.replicas(), false);
    return missing == 0
            && !rolling.isEmpty()
            && share(rolling.path("maxSurge"), state.replicas(), true) == 0
        ? 1
        : missing;
  }

  private static int share(JsonNode amount, int replicas, boolean up) {
    String text = amount.asString("");
    if (!text.endsWith("%")) {
      return amount.asInt(0);
    }
    try {
      double exact = replicas * Integer.parseInt(text.substring(0, text.length() - 1)) / WHOLE;
      return (int) (up ? Math.ceil(exact) : Math.floor(exact));
    } catch (NumberFormatException _) {
      return 0;
    }
  }

  private static Optional<Condition> progress(RolloutState state, Optional<String> createError) {
    if (createError.isPresent()) {
      return progress(FALSE, "ReplicationControllerCreateError", createError.get());
    }
    if (state.isPaused()) {
      return progress(UNKNOWN, "DeploymentConfigPaused", "deployment config is paused");
    }
    Optional<Rollout> latest = state.latest();
    if (latest.isEmpty()) {
      return Optional.empty();
    }
    String name = "replication controller \"" + latest.get().name() + "\" ";
    return switch (latest.get().phase()) {
      case NEW ->
          progress(
              TRUE,
              "NewReplicationControllerCreated",
              "created new " + name + "for version " + state.latestVersion());
      case PENDING -> progress(UNKNOWN, "", name + "is waiting for whoever rolls it out");
      case RUNNING -> progress(TRUE, "ReplicationControllerUpdated", name + "is progressing");
      case COMPLETE ->
          progress(TRUE, "NewReplicationControllerAvailable", name + "successfully rolled out");
      case FAILED ->
          latest.get().isCancelled()
              ? progress(FALSE, "RolloutCancelled", "rollout of " + name + "was cancelled")
              : progress(FALSE, "ProgressDeadlineExceeded", name + "has failed progressing");
    };
  }

  private static Optional<Condition> progress(String status, String reason, String message) {
    return Optional.of(new Condition(PROGRESSING, status, reason, message));
  }

  private static ObjectNode timed(Condition condition, ArrayNode before, String now) {
    Optional<JsonNode> was =
        before.valueStream().filter(old -> isType(old, condition.type())).findFirst();
    boolean same =
        was.filter(
                old ->
                    Json.string(old, "status").equals(condition.status())
                        && Json.string(old, "reason").equals(condition.reason())
                        && Json.string(old, "message").equals(condition.message()))
            .isPresent();
    if (same && was.get() instanceof ObjectNode kept) {
      return kept.deepCopy();
    }
    String since =
        was.filter(old -> Json.string(old, "status").equals(condition.status()))
            .map(old -> Json.string(old, "lastTransitionTime"))
            .filter(time -> !time.isEmpty())
            .orElse(now);
    ObjectNode made = Json.object();
    made.put("type", condition.type()).put("status", condition.status());
    made.put("lastUpdateTime", now).put("lastTransitionTime", since);
    if (!condition.reason().isEmpty()) {
      made.put("reason", condition.reason());
    }
    return made.put("message", condition.message());
  }

  private static boolean isType(JsonNode condition, String type) {
    return Json.string(condition, "type").equals(type);
  }

  private static String text(Instant now) {
    return now.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
