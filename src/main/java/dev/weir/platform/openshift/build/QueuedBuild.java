package dev.weir.platform.openshift.build;

import dev.weir.platform.openshift.build.phase.BuildPhase;
import dev.weir.platform.openshift.build.phase.BuildTakes;
import dev.weir.resource.ApiObject;
import dev.weir.resource.Meta;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import tools.jackson.databind.node.ObjectNode;

/**
 * A build as the rules of its config see it.
 *
 * @param number among the builds of its config; 0 if it has none
 * @param startable somebody may take it, and nobody has
 */
record QueuedBuild(
    ApiObject object,
    String name,
    long number,
    Policy policy,
    BuildPhase phase,
    boolean startable) {

  /** Which builds of a config may run beside one another (controllers-and-access.md 3.5). */
  enum Policy {
    SERIAL,
    SERIAL_LATEST_ONLY,
    PARALLEL;

    static Policy of(String text) {
      return switch (text) {
        case "Parallel" -> PARALLEL;
        case "SerialLatestOnly" -> SERIAL_LATEST_ONLY;
        default -> SERIAL;
      };
    }
  }

  static QueuedBuild of(ApiObject object) {
    ObjectNode build = object.tree();
    return new QueuedBuild(
        object,
        Meta.name(build),
        BuildNames.number(build),
        Policy.of(Meta.labels(build).getOrDefault(BuildNames.POLICY, "")),
        BuildPhase.of(build).orElse(BuildPhase.NEW),
        BuildTakes.isStartable(build));
  }

  boolean isSerial() {
    return policy != Policy.PARALLEL;
  }

  boolean isWaiting() {
    return phase == BuildPhase.NEW;
  }

  /** True of one that is worked on, or that somebody may begin to work on at any moment. */
  boolean isUnderWay() {
    return phase.isActive() || (isWaiting() && startable);
  }

  Instant created() {
    try {
      return Instant.parse(Meta.of(object.tree()).path("creationTimestamp").asString(""));
    } catch (DateTimeParseException _) {
      return Instant.EPOCH;
    }
  }
}
