package dev.weir.platform.core.pod;

import dev.weir.objects.TableView;
import dev.weir.resource.FieldProblem;
import dev.weir.resource.Json;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Rules of workloads that are a number of equal pods. */
public final class Replicas {
  /** Columns of replica sets and replication controllers. */
  public static final TableView TABLE =
      new TableView(
          List.of(
              TableView.NAME,
              TableView.Column.number("Desired", "Number of pods that are wanted."),
              TableView.Column.number("Current", "Number of pods that there are."),
              TableView.Column.number("Ready", "Number of pods that are ready."),
              TableView.AGE,
              PodColumns.CONTAINERS,
              PodColumns.IMAGES,
              PodColumns.SELECTOR),
          (object, now) ->
              WorkloadStrategy.row(
                  object,
                  now,
                  wanted(object),
                  current(object),
                  WorkloadStrategy.count(object, "readyReplicas")));

  /** What selectors may name of replica sets and replication controllers. */
  public static final List<String> SELECTABLE = List.of("status.replicas");

  private Replicas() {}

  /** The number of pods that are wanted. */
  public static int wanted(JsonNode workload) {
    return Json.objectAt(workload, "spec").path("replicas").asInt(0);
  }

  /** The number of pods that there are. */
  public static int current(JsonNode workload) {
    return Json.objectAt(workload, "status").path("replicas").asInt(0);
  }

  /** {@code spec.replicas} must be a number that can be. */
  public static List<FieldProblem> validate(JsonNode spec) {
    JsonNode replicas = spec.path("replicas");
    return Json.whole(replicas).orElse(-1) >= 0
        ? List.of()
        : List.of(
            FieldProblem.invalid(
                "spec.replicas",
                replicas.isMissingNode() ? "" : Json.text(replicas),
                "must be greater than or equal to 0"));
  }
}
