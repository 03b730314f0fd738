package dev.weir.platform.openshift.build;

import dev.weir.platform.openshift.build.phase.BuildPhase;
import dev.weir.platform.openshift.build.phase.BuildProgress;
import dev.weir.resource.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the server ends by itself, since nobody may be there who does.
 *
 * @param at when that is
 * @param end ends it
 */
record Overdue(Instant at, Consumer<ObjectNode> end) {
  /** How long a builder has to end a build that was cancelled; {@code oc} waits 30 s. */
  static final Duration GRACE = Duration.ofSeconds(15);

  /**
   * When a build is over at the latest; empty if nothing bounds that.
   *
   * @param cancelled since when it is known that the build shall be cancelled
   */
  static Optional<Overdue> of(ObjectNode build, Optional<Instant> cancelled) {
    Optional<BuildPhase> phase = BuildPhase.of(build);
    if (phase.isEmpty() || !phase.get().isActive()) {
      return Optional.empty();
    }
    Optional<Overdue> late = deadline(build, phase.get());
    Optional<Overdue> stopped =
        cancelled.map(
            since ->
                new Overdue(
                    since.plus(GRACE),
                    gone ->
                        BuildProgress.end(
                            gone,
                            BuildPhase.CANCELLED,
                            "CancelledBuild",
                            "The build was cancelled; its builder said nothing.")));
    return stopped.isPresent() && (late.isEmpty() || stopped.get().at().isBefore(late.get().at()))
        ? stopped
        : late;
  }

  private static Optional<Overdue> deadline(ObjectNode build, BuildPhase phase) {
    JsonNode seconds = Json.objectAt(build, "spec").path("completionDeadlineSeconds");
    if (!seconds.isNumber()) {
      return Optional.empty();
    }
    ObjectNode status = Json.objectAt(build, "status");
    return BuildProgress.since(build, BuildPhase.PENDING)
        .or(() -> BuildProgress.moment(status, "startTimestamp"))
        .or(() -> BuildProgress.since(build, phase))
        .map(
            since ->
                new Overdue(
                    since.plusSeconds(Math.clamp(seconds.asLong(0), 0, Integer.MAX_VALUE)),
                    late ->
                        BuildProgress.end(
                            late,
                            BuildPhase.FAILED,
                            "DeadlineExceeded",
                            "The build was not done within "
                                + seconds.asLong(0)
                                + " s (completionDeadlineSeconds).")));
  }
}
