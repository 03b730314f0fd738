package dev.weir.apps;

import dev.weir.core.PodDefaults;
import dev.weir.core.PodRules;
import dev.weir.objects.Strategy;
import dev.weir.objects.TableView;
import dev.weir.resource.FieldProblem;
import dev.weir.resource.Json;
import dev.weir.resource.LabelSelector;
import dev.weir.resource.Meta;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Deployments, stored, defaulted and validated as apps/v1. Weir runs no pods and writes no rollout
 * status.
 */
public final class DeploymentStrategy implements Strategy {
  private static final int HISTORY_LIMIT = 10;
  private static final int PROGRESS_SECONDS = 600;

  @Override
  public void prepareForCreate(ObjectNode deployment) {
    ObjectNode spec = Json.ensureObject(deployment, "spec");
    if (!spec.has("replicas")) {
      spec.put("replicas", 1);
    }
    if (!spec.has("revisionHistoryLimit")) {
      spec.put("revisionHistoryLimit", HISTORY_LIMIT);
    }
    if (!spec.has("progressDeadlineSeconds")) {
      spec.put("progressDeadlineSeconds", PROGRESS_SECONDS);
    }
    ObjectNode strategy = Json.ensureObject(spec, "strategy");
    if (Json.string(strategy, "type").isEmpty()) {
      strategy.put("type", "RollingUpdate");
    }
    if (Json.string(strategy, "type").equals("RollingUpdate")) {
      ObjectNode rolling = Json.ensureObject(strategy, "rollingUpdate");
      for (String bound : new String[] {"maxUnavailable", "maxSurge"}) {
        if (!rolling.has(bound)) {
          rolling.put(bound, "25%");
        }
      }
    }
    PodDefaults.applyToTemplate(Json.ensureObject(spec, "template"));
    Json.ensureObject(deployment, "status");
  }

  @Override
  public void prepareForUpdate(ObjectNode updated, ObjectNode old) {
    prepareForCreate(updated);
  }

  @Override
  public List<FieldProblem> validate(ObjectNode deployment) {
    List<FieldProblem> problems = new ArrayList<>();
    ObjectNode spec = Json.objectAt(deployment, "spec");
    ObjectNode template = Json.objectAt(spec, "template");
    ObjectNode selector = Json.objectAt(spec, "selector");
    if (selector.isEmpty()) {
      problems.add(FieldProblem.required("spec.selector", ""));
    } else if (!matches(selector, Meta.labels(template))) {
      problems.add(
          FieldProblem.invalid(
              "spec.template.metadata.labels",
              Meta.labels(template).toString(),
              "`selector` does not match template `labels`"));
    }
    JsonNode replicas = spec.get("replicas");
    if (replicas == null || !replicas.isIntegralNumber() || replicas.longValue() < 0) {
      problems.add(
          FieldProblem.invalid(
              "spec.replicas",
              replicas == null ? "" : Json.text(replicas),
              "must be greater than or equal to 0"));
    }
    problems.addAll(PodRules.validate("spec.template.spec", Json.objectAt(template, "spec")));
    return problems;
  }

  private static boolean matches(ObjectNode selector, Map<String, String> labels) {
    boolean[] all = {true};
    Json.objectAt(selector, "matchLabels")
        .forEachEntry((key, value) -> all[0] &= value.asString("").equals(labels.get(key)));
    for (JsonNode expression : Json.arrayAt(selector, "matchExpressions")) {
      all[0] &=
          requirement(expression).requirements().isEmpty()
              || requirement(expression).matches(labels);
    }
    return all[0];
  }

  private static LabelSelector requirement(JsonNode expression) {
    List<String> values = new ArrayList<>();
    Json.arrayAt(expression, "values").forEach(v -> values.add(v.asString("")));
    String operator = Json.string(expression, "operator");
    boolean exists = operator.equals("Exists") || operator.equals("DoesNotExist");
    boolean negated = operator.equals("NotIn") || operator.equals("DoesNotExist");
    return new LabelSelector(
        List.of(
            new LabelSelector.Requirement(
                Json.string(expression, "key"), negated, exists, values)));
  }

  @Override
  public List<FieldProblem> validateUpdate(ObjectNode updated, ObjectNode old) {
    List<FieldProblem> problems = new ArrayList<>(validate(updated));
    ObjectNode now = Json.objectAt(Json.objectAt(updated, "spec"), "selector");
    if (!now.equals(Json.objectAt(Json.objectAt(old, "spec"), "selector"))) {
      problems.add(FieldProblem.invalid("spec.selector", Json.text(now), "field is immutable"));
    }
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
            TableView.Column.of("Ready", "Number of the pod with ready state"),
            TableView.Column.number("Up-to-date", "Pods with the newest template"),
            TableView.Column.number("Available", "Pods that are available"),
            TableView.AGE,
            TableView.Column.wide("Containers", "Names of each container in the template."),
            TableView.Column.wide("Images", "Images referenced by each container."),
            TableView.Column.wide("Selector", "Label selector of the pods.")),
        (object, now) -> {
          ObjectNode spec = Json.objectAt(object, "spec");
          ObjectNode status = Json.objectAt(object, "status");
          return List.of(
              Meta.name(object),
              status.path("readyReplicas").asInt(0) + "/" + spec.path("replicas").asInt(0),
              status.path("updatedReplicas").asInt(0),
              status.path("availableReplicas").asInt(0),
              TableView.age(object, now),
              containers(spec, "name"),
              containers(spec, "image"),
              selectorText(spec));
        });
  }

  private static String containers(ObjectNode spec, String member) {
    ObjectNode pod = Json.objectAt(Json.objectAt(spec, "template"), "spec");
    return Json.arrayAt(pod, "containers")
        .valueStream()
        .map(container -> Json.string(container, member))
        .collect(Collectors.joining(","));
  }

  private static String selectorText(ObjectNode spec) {
    Map<String, String> sorted = new TreeMap<>();
    Json.objectAt(Json.objectAt(spec, "selector"), "matchLabels")
        .forEachEntry((key, value) -> sorted.put(key, value.asString("")));
    return sorted.entrySet().stream()
        .map(e -> e.getKey() + "=" + e.getValue())
        .collect(Collectors.joining(","));
  }
}
