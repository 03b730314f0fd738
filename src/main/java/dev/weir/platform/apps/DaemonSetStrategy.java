package dev.weir.platform.apps;

import dev.weir.objects.TableView;
import dev.weir.platform.core.pod.PodColumns;
import dev.weir.platform.core.pod.PodDefaults;
import dev.weir.platform.core.pod.PodRules;
import dev.weir.platform.core.pod.Templates;
import dev.weir.platform.core.pod.WorkloadStrategy;
import dev.weir.resource.Defaults;
import dev.weir.resource.FieldProblem;
import dev.weir.resource.Json;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/** Daemon sets. Weir has no nodes, and no pods are counted. */
final class DaemonSetStrategy implements WorkloadStrategy {
  private static final int HISTORY_LIMIT = 10;
  private static final String[] COUNTS = {
    "desiredNumberScheduled", "currentNumberScheduled", "numberReady", "numberMisscheduled"
  };

  @Override
  public void fillDefaults(ObjectNode set) {
    ObjectNode spec = Json.ensureObject(set, "spec");
    Defaults.number(spec, "revisionHistoryLimit", HISTORY_LIMIT);
    ObjectNode strategy = Json.ensureObject(spec, "updateStrategy");
    Defaults.text(strategy, "type", "RollingUpdate");
    if (Json.string(strategy, "type").equals("RollingUpdate")) {
      ObjectNode rolling = Json.ensureObject(strategy, "rollingUpdate");
      Defaults.number(rolling, "maxUnavailable", 1);
      Defaults.number(rolling, "maxSurge", 0);
    }
    PodDefaults.applyToTemplate(Json.ensureObject(spec, "template"));
    ObjectNode status = Json.ensureObject(set, "status");
    for (String count : COUNTS) {
      Defaults.number(status, count, 0);
    }
  }

  @Override
  public List<FieldProblem> rules(ObjectNode spec) {
    return PodRules.oneOf(
        "spec.updateStrategy.type",
        Json.string(Json.objectAt(spec, "updateStrategy"), "type"),
        List.of("OnDelete", "RollingUpdate"));
  }

  @Override
  public TableView table() {
    return new TableView(
        List.of(
            TableView.NAME,
            TableView.Column.number("Desired", "Nodes that should run the pod."),
            TableView.Column.number("Current", "Nodes that run the pod."),
            TableView.Column.number("Ready", "Nodes on which the pod is ready."),
            TableView.Column.number("Up-to-date", "Nodes with the newest template."),
            TableView.Column.number("Available", "Nodes on which the pod is available."),
            TableView.Column.of("Node Selector", "Labels of the nodes."),
            TableView.AGE,
            PodColumns.CONTAINERS,
            PodColumns.IMAGES,
            PodColumns.SELECTOR),
        DaemonSetStrategy::row);
  }

  private static List<Object> row(ObjectNode set, Instant now) {
    return WorkloadStrategy.row(
        set,
        now,
        WorkloadStrategy.count(set, "desiredNumberScheduled"),
        WorkloadStrategy.count(set, "currentNumberScheduled"),
        WorkloadStrategy.count(set, "numberReady"),
        WorkloadStrategy.count(set, "updatedNumberScheduled"),
        WorkloadStrategy.count(set, "numberAvailable"),
        PodColumns.orNone(nodeSelector(Json.objectAt(set, "spec"))));
  }

  private static String nodeSelector(ObjectNode spec) {
    Map<String, String> sorted = new TreeMap<>();
    Json.objectAt(Templates.podSpec(spec), "nodeSelector")
        .forEachEntry((key, value) -> sorted.put(key, value.asString("")));
    return sorted.entrySet().stream()
        .map(label -> label.getKey() + "=" + label.getValue())
        .collect(Collectors.joining(","));
  }
}
