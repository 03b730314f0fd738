package dev.weir.platform.apps;

import dev.weir.objects.TableView;
import dev.weir.platform.core.pod.PodColumns;
import dev.weir.platform.core.pod.PodDefaults;
import dev.weir.platform.core.pod.PodRules;
import dev.weir.platform.core.pod.Replicas;
import dev.weir.platform.core.pod.WorkloadStrategy;
import dev.weir.resource.Defaults;
import dev.weir.resource.FieldProblem;
import dev.weir.resource.Json;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * Deployments, stored, defaulted and validated as apps/v1. Weir runs no pods and writes no rollout
 * status.
 */
public final class DeploymentStrategy implements WorkloadStrategy {
  private static final int HISTORY_LIMIT = 10;
  private static final int PROGRESS_SECONDS = 600;

  @Override
  public void fillDefaults(ObjectNode deployment) {
    ObjectNode spec = Json.ensureObject(deployment, "spec");
    Defaults.number(spec, "replicas", 1);
    Defaults.number(spec, "revisionHistoryLimit", HISTORY_LIMIT);
    Defaults.number(spec, "progressDeadlineSeconds", PROGRESS_SECONDS);
    ObjectNode strategy = Json.ensureObject(spec, "strategy");
    Defaults.text(strategy, "type", "RollingUpdate");
    if (Json.string(strategy, "type").equals("RollingUpdate")) {
      ObjectNode rolling = Json.ensureObject(strategy, "rollingUpdate");
      Defaults.text(rolling, "maxUnavailable", "25%");
      Defaults.text(rolling, "maxSurge", "25%");
    }
    PodDefaults.applyToTemplate(Json.ensureObject(spec, "template"));
    Json.ensureObject(deployment, "status");
  }

  @Override
  public List<FieldProblem> rules(ObjectNode spec) {
    List<FieldProblem> problems = new ArrayList<>(Replicas.validate(spec));
    ObjectNode strategy = Json.objectAt(spec, "strategy");
    String type = Json.string(strategy, "type");
    problems.addAll(
        PodRules.oneOf("spec.strategy.type", type, List.of("Recreate", "RollingUpdate")));
    if (type.equals("Recreate") && strategy.get("rollingUpdate") instanceof ObjectNode) {
      problems.add(
          FieldProblem.forbidden(
              "spec.strategy.rollingUpdate",
              "may not be specified when strategy `type` is 'Recreate'"));
    }
    return problems;
  }

  @Override
  public TableView table() {
    return new TableView(
        List.of(
            TableView.NAME,
            TableView.Column.of("Ready", "Number of the pod with ready state"),
            TableView.Column.number("Up-to-date", "Pods with the newest template"),
            TableView.Column.number("Available", "Pods that are available"),
            TableView.AGE,
            PodColumns.CONTAINERS,
            PodColumns.IMAGES,
            PodColumns.SELECTOR),
        (object, now) ->
            WorkloadStrategy.row(
                object,
                now,
                WorkloadStrategy.count(object, "readyReplicas") + "/" + Replicas.wanted(object),
                WorkloadStrategy.count(object, "updatedReplicas"),
                WorkloadStrategy.count(object, "availableReplicas")));
  }
}
