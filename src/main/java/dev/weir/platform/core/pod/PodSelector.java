package dev.weir.platform.core.pod;

import dev.weir.resource.FieldProblem;
import dev.weir.resource.Json;
import dev.weir.resource.LabelSelector;
import dev.weir.resource.Meta;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Which pods are a workload's: {@code spec.selector}, as labels and expressions, or as a plain map
 * in the older kinds.
 */
public final class PodSelector {
  private static final List<String> OPERATORS = List.of("In", "NotIn", "Exists", "DoesNotExist");

  private final ObjectNode selector;
  private final boolean plain;

  private PodSelector(ObjectNode selector, boolean plain) {
    this.selector = selector;
    this.plain = plain;
  }

  /** The selector of a spec: a plain map, or labels and expressions. */
  public static PodSelector of(JsonNode spec) {
    ObjectNode selector = Json.objectAt(spec, "selector");
    boolean labelled = selector.has("matchLabels") || selector.has("matchExpressions");
    return new PodSelector(selector, !labelled);
  }

  public boolean isEmpty() {
    return selector.isEmpty();
  }

  private Map<String, String> labels() {
    Map<String, String> sorted = new TreeMap<>();
    (plain ? selector : Json.objectAt(selector, "matchLabels"))
        .forEachEntry((key, value) -> sorted.put(key, value.asString("")));
    return sorted;
  }

  private Stream<JsonNode> expressions() {
    return plain ? Stream.of() : Json.arrayAt(selector, "matchExpressions").valueStream();
  }

  /** In the form of a query ({@code app=web,tier in (a,b)}); empty without a selector. */
  public String query() {
    Stream<String> labels = labels().entrySet().stream().map(e -> e.getKey() + "=" + e.getValue());
    return Stream.concat(labels, expressions().map(PodSelector::query))
        .collect(Collectors.joining(","));
  }

  private static String query(JsonNode expression) {
    String key = Json.string(expression, "key");
    String values = String.join(",", values(expression));
    return switch (Json.string(expression, "operator")) {
      case "In" -> key + " in (" + values + ")";
      case "NotIn" -> key + " notin (" + values + ")";
      case "Exists" -> key;
      default -> "!" + key;
    };
  }

  private static List<String> values(JsonNode expression) {
    return Json.arrayAt(expression, "values").valueStream().map(v -> v.asString("")).toList();
  }

  private boolean matches(Map<String, String> labels) {
    return labels().entrySet().stream().allMatch(e -> e.getValue().equals(labels.get(e.getKey())))
        && expressions().allMatch(e -> requirement(e).matches(labels));
  }

  private static LabelSelector requirement(JsonNode expression) {
    String operator = Json.string(expression, "operator");
    boolean exists = operator.equals("Exists") || operator.equals("DoesNotExist");
    boolean negated = operator.equals("NotIn") || operator.equals("DoesNotExist");
    return new LabelSelector(
        List.of(
            new LabelSelector.Requirement(
                Json.string(expression, "key"), negated, exists, values(expression))));
  }

  /** A selector must be there, be readable, and fit the labels of the pod template. */
  public static List<FieldProblem> validate(JsonNode spec) {
    PodSelector selector = of(spec);
    if (selector.isEmpty()) {
      return List.of(FieldProblem.required("spec.selector", ""));
    }
    List<FieldProblem> problems = new ArrayList<>();
    List<JsonNode> expressions = selector.expressions().toList();
    for (int i = 0; i < expressions.size(); i++) {
      String operator = Json.string(expressions.get(i), "operator");
      if (!OPERATORS.contains(operator)) {
        problems.add(
            FieldProblem.invalid(
                "spec.selector.matchExpressions[" + i + "].operator",
                operator,
                "not a valid selector operator"));
      }
    }
    JsonNode template = Json.objectAt(spec, "template");
    if (problems.isEmpty() && !selector.matches(Meta.labels(template))) {
      problems.add(
          FieldProblem.invalid(
              "spec.template.metadata.labels",
              Json.text(Json.objectAt(Json.objectAt(template, "metadata"), "labels")),
              "`selector` does not match template `labels`"));
    }
    return problems;
  }

  /** A selector stays as it is. */
  public static List<FieldProblem> validateUpdate(ObjectNode updated, ObjectNode old) {
    JsonNode now = Json.objectAt(Json.objectAt(updated, "spec"), "selector");
    return now.equals(Json.objectAt(Json.objectAt(old, "spec"), "selector"))
        ? List.of()
        : List.of(FieldProblem.invalid("spec.selector", Json.text(now), "field is immutable"));
  }
}
