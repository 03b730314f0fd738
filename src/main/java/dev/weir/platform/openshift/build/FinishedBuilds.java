package dev.weir.platform.openshift.build;

import dev.weir.platform.openshift.build.phase.BuildPhase;
import dev.weir.platform.openshift.build.phase.BuildProgress;
import dev.weir.resource.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Which finished builds a config keeps: so many that went well, and so many that did not. One that
 * has just ended stays for {@link #REST}, since whoever waits for its end may not have seen it.
 * Pure.
 */
final class FinishedBuilds {
  /** {@code oc} asks for 30 s how a build ended that it cancelled. */
  static final Duration REST = Duration.ofMinutes(1);

  private FinishedBuilds() {}

  /** When a build may go, if it is too many. */
  static Instant mayGo(QueuedBuild build) {
    return BuildProgress.since(build.object().tree(), build.phase())
        .map(ended -> ended.plus(REST))
        .orElse(Instant.MIN);
  }

  /** The builds that are too many, the oldest first. */
  static List<QueuedBuild> tooMany(ObjectNode config, List<QueuedBuild> all) {
    ObjectNode spec = Json.objectAt(config, "spec");
    return Stream.concat(
            beyond(
                spec.path("successfulBuildsHistoryLimit"),
                all.stream().filter(build -> build.phase() == BuildPhase.COMPLETE)),
            beyond(
                spec.path("failedBuildsHistoryLimit"),
                all.stream()
                    .filter(build -> build.phase().isEnd())
                    .filter(build -> build.phase() != BuildPhase.COMPLETE)))
        .sorted(AGE)
        .toList();
  }

  private static final Comparator<QueuedBuild> AGE =
      Comparator.comparing(QueuedBuild::created).thenComparingLong(QueuedBuild::number);

  private static Stream<QueuedBuild> beyond(JsonNode limit, Stream<QueuedBuild> builds) {
    return limit.isNumber() && limit.asLong(-1) >= 0
        ? builds.sorted(AGE.reversed()).skip(limit.asLong(0))
        : Stream.of();
  }
}
