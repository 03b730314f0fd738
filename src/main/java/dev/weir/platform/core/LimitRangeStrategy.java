package dev.weir.platform.core;

import dev.weir.objects.Strategy;
import dev.weir.objects.TableView;
import dev.weir.platform.core.pod.ResourceAmounts;
import dev.weir.resource.Defaults;
import dev.weir.resource.FieldProblem;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import dev.weir.resource.Quantity;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Limit ranges: bounds for single objects of a namespace (Kubernetes API, LimitRange). */
public final class LimitRangeStrategy implements Strategy {
  private static final String[] BOUNDS = {
    "max", "min", "default", "defaultRequest", "maxLimitRequestRatio"
  };

  @Override
  public void fillDefaults(ObjectNode range) {
    for (JsonNode item : Json.arrayAt(Json.ensureObject(range, "spec"), "limits")) {
      if (item instanceof ObjectNode limit) {
        Defaults.dropNulls(limit, BOUNDS);
        if (Json.string(limit, "type").equals("Container")) {
          inherit(limit, "default", "max");
          inherit(limit, "defaultRequest", "default");
          inherit(limit, "defaultRequest", "min");
        }
        for (String bound : BOUNDS) {
          ResourceAmounts.canonize(limit, bound);
        }
      }
    }
  }

  /** What is not said of one bound is what is said of another. */
  private static void inherit(ObjectNode limit, String bound, String from) {
    Json.objectAt(limit, from)
        .forEachEntry(
            (name, amount) -> {
              ObjectNode amounts = Json.ensureObject(limit, bound);
              if (!amounts.has(name)) {
                amounts.set(name, amount);
              }
            });
  }

  @Override
  public List<FieldProblem> validate(ObjectNode range) {
    List<FieldProblem> problems = new ArrayList<>();
    ArrayNode limits = Json.arrayAt(Json.objectAt(range, "spec"), "limits");
    Set<String> types = new HashSet<>();
    for (int i = 0; i < limits.size(); i++) {
      String field = "spec.limits[" + i + "]";
      String type = Json.string(limits.get(i), "type");
      if (type.isEmpty()) {
        problems.add(FieldProblem.required(field + ".type", ""));
      } else if (!types.add(type)) {
        problems.add(FieldProblem.duplicate(field + ".type", type));
      }
      problems.addAll(limit(field, type, limits.get(i)));
    }
    return problems;
  }

  private static List<FieldProblem> limit(String field, String type, JsonNode limit) {
    List<FieldProblem> problems = new ArrayList<>();
    Set<String> names = new TreeSet<>();
    for (String bound : BOUNDS) {
      problems.addAll(ResourceAmounts.validate(field, limit, bound));
      for (String name : Json.objectAt(limit, bound).propertyNames()) {
        names.add(name);
        if (!ResourceAmounts.isStandardOrQualified(name)) {
          problems.add(
              FieldProblem.invalid(
                  field + "." + bound + "[" + name + "]",
                  name,
                  "must be a standard limit type or fully qualified"));
        }
      }
    }
    if (type.equals("Pod")) {
      for (String bound : new String[] {"default", "defaultRequest"}) {
        if (!Json.objectAt(limit, bound).isEmpty()) {
          problems.add(
              FieldProblem.forbidden(
                  field + "." + bound, "may not be specified when `type` is 'Pod'"));
        }
      }
    }
    if (type.equals("PersistentVolumeClaim")
        && !Json.objectAt(limit, "min").has("storage")
        && !Json.objectAt(limit, "max").has("storage")) {
      problems.add(
          FieldProblem.required(
              field + ".limits",
              "either minimum or maximum storage value is required, but neither was provided"));
    }
    names.forEach(name -> problems.addAll(order(field, limit, name)));
    return problems;
  }

  private static List<FieldProblem> order(String field, JsonNode limit, String name) {
    List<FieldProblem> problems = new ArrayList<>();
    problems.addAll(notGreater(field, limit, name, "min", "min", "max", "max"));
    problems.addAll(
        notGreater(
            field, limit, name, "defaultRequest", "min", "defaultRequest", "default request"));
    problems.addAll(
        notGreater(field, limit, name, "defaultRequest", "defaultRequest", "max", "max"));
    problems.addAll(
        notGreater(field, limit, name, "defaultRequest", "defaultRequest", "default", "default"));
    problems.addAll(notGreater(field, limit, name, "default", "min", "default", "default"));
    problems.addAll(notGreater(field, limit, name, "default", "default", "max", "max"));
    return problems;
  }

  private static List<FieldProblem> notGreater(
      String field,
      JsonNode limit,
      String name,
      String at,
      String low,
      String high,
      String highName) {
    Map<String, Quantity> lows = ResourceAmounts.read(limit, low);
    Map<String, Quantity> highs = ResourceAmounts.read(limit, high);
    Quantity small = lows.get(name);
    Quantity large = highs.get(name);
    if (small == null || large == null || small.compareTo(large) <= 0) {
      return List.of();
    }
    String lowName = low.equals("defaultRequest") ? "default request" : low;
    return List.of(
        FieldProblem.invalid(
            field + "." + at + "[" + name + "]",
            ResourceAmounts.read(limit, at).getOrDefault(name, small).toString(),
            "%s value %s is greater than %s value %s".formatted(lowName, small, highName, large)));
  }

  @Override
  public TableView table() {
    return new TableView(
        List.of(TableView.NAME, TableView.Column.date("Created At", "When it was created.")),
        (object, _) ->
            List.of(Meta.name(object), Json.string(Meta.of(object), "creationTimestamp")));
  }
}
