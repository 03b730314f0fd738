package dev.weir.platform.openshift.build;

import dev.weir.platform.openshift.build.phase.BuildPhase;
import dev.weir.resource.Json;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Which finished builds a config keeps: so many that went well, and so many that did not. Pure. */
final class FinishedBuilds {
  private FinishedBuilds() {}

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
