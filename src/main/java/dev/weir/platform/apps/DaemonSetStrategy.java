package dev.weir.platform.apps;

import dev.weir.objects.Strategy;
import dev.weir.objects.TableView;
import dev.weir.platform.core.PodColumns;
import dev.weir.platform.core.PodDefaults;
import dev.weir.platform.core.PodRules;
import dev.weir.platform.core.PodSelector;
import dev.weir.platform.core.Templates;
import dev.weir.resource.Defaults;
import dev.weir.resource.FieldProblem;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/** Daemon sets. Weir has no nodes, and no pods are counted. */
final class DaemonSetStrategy implements Strategy {
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
  public List<FieldProblem> validate(ObjectNode set) {
    ObjectNode spec = Json.objectAt(set, "spec");
    List<FieldProblem> problems = new ArrayList<>(Templates.validate(spec, PodRules.LASTING));
    problems.addAll(
        PodRules.oneOf(
            "spec.updateStrategy.type",
            Json.string(Json.objectAt(spec, "updateStrategy"), "type"),
            List.of("OnDelete", "RollingUpdate")));
    return problems;
  }

  @Override
  public List<FieldProblem> validateUpdate(ObjectNode updated, ObjectNode old) {
    List<FieldProblem> problems = new ArrayList<>(validate(updated));
    problems.addAll(PodSelector.validateUpdate(updated, old));
    return problems;
  }

  @Override
  public boolean hasStatus() {
    return true;
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
    ObjectNode spec = Json.objectAt(set, "spec");
    ObjectNode status = Json.objectAt(set, "status");
    List<Object> cells = new ArrayList<>();
    cells.add(Meta.name(set));
    cells.add(status.path("desiredNumberScheduled").asInt(0));
    cells.add(status.path("currentNumberScheduled").asInt(0));
    cells.add(status.path("numberReady").asInt(0));
    cells.add(status.path("updatedNumberScheduled").asInt(0));
    cells.add(status.path("numberAvailable").asInt(0));
    cells.add(PodColumns.orNone(nodeSelector(spec)));
    cells.add(TableView.age(set, now));
    cells.addAll(PodColumns.of(spec));
    return cells;
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
