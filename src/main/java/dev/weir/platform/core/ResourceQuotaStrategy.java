package dev.weir.platform.core;

import dev.weir.objects.Strategy;
import dev.weir.objects.TableView;
import dev.weir.platform.core.pod.ResourceAmounts;
import dev.weir.resource.FieldProblem;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import dev.weir.resource.Quantity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Resource quotas: bounds for a namespace as a whole (Kubernetes API, ResourceQuota). */
public final class ResourceQuotaStrategy implements Strategy {
  private static final Set<String> COUNTED =
      Set.of(
          "pods",
          "services",
          "replicationcontrollers",
          "resourcequotas",
          "secrets",
          "configmaps",
          "persistentvolumeclaims",
          "services.nodeports",
          "services.loadbalancers");
  private static final Pattern COMPUTED =
      Pattern.compile(
          "(requests\\.|limits\\.)?(cpu|memory|ephemeral-storage)|requests\\.storage|(requests\\.)?hugepages-.+");
  private static final Set<String> SCOPES =
      Set.of("Terminating", "NotTerminating", "BestEffort", "NotBestEffort", "PriorityClass");

  private static final List<String> OPERATORS = List.of("In", "NotIn", "Exists", "DoesNotExist");

  @Override
  public void fillDefaults(ObjectNode quota) {
    ResourceAmounts.canonize(Json.ensureObject(quota, "spec"), "hard");
    ObjectNode status = Json.ensureObject(quota, "status");
    ResourceAmounts.canonize(status, "hard");
    ResourceAmounts.canonize(status, "used");
  }

  @Override
  public List<FieldProblem> validate(ObjectNode quota) {
    ObjectNode spec = Json.objectAt(quota, "spec");
    List<FieldProblem> problems = new ArrayList<>(amounts("spec", spec, "hard"));
    ObjectNode status = Json.objectAt(quota, "status");
    problems.addAll(amounts("status", status, "hard"));
    problems.addAll(amounts("status", status, "used"));
    problems.addAll(scopes(spec));
    return problems;
  }

  private static List<FieldProblem> scopes(JsonNode spec) {
    List<FieldProblem> problems = new ArrayList<>();
    for (JsonNode scope : Json.arrayAt(spec, "scopes")) {
      if (!SCOPES.contains(scope.asString(""))) {
        problems.add(FieldProblem.invalid("spec.scopes", scope.asString(""), "unsupported scope"));
      }
    }
    ArrayNode selected = Json.arrayAt(Json.objectAt(spec, "scopeSelector"), "matchExpressions");
    for (int i = 0; i < selected.size(); i++) {
      problems.addAll(scope("spec.scopeSelector.matchExpressions[" + i + "]", selected.get(i)));
    }
    boolean scoped = !selected.isEmpty() || !Json.arrayAt(spec, "scopes").isEmpty();
    for (String name : Json.objectAt(spec, "hard").propertyNames()) {
      if (scoped && !mayBeOfPods(name)) {
        problems.add(
            FieldProblem.invalid(
                "spec.hard[" + name + "]", name, "unsupported scope applied to resource"));
      }
    }
    return problems;
  }

  private static boolean mayBeOfPods(String name) {
    return name.equals("pods")
        || name.equals("count/pods")
        || !(COUNTED.contains(name) || name.equals("requests.storage") || name.contains("/"))
        || (name.startsWith("requests.") && !name.equals("requests.storage"));
  }

  private static List<FieldProblem> scope(String field, JsonNode expression) {
    List<FieldProblem> problems = new ArrayList<>();
    String scope = Json.string(expression, "scopeName");
    String operator = Json.string(expression, "operator");
    boolean valued = operator.equals("In") || operator.equals("NotIn");
    if (!SCOPES.contains(scope)) {
      problems.add(FieldProblem.invalid(field + ".scopeName", scope, "unsupported scope"));
    }
    if (!OPERATORS.contains(operator)) {
      problems.add(
          FieldProblem.invalid(field + ".operator", operator, "not a valid selector operator"));
    } else if (!scope.equals("PriorityClass") && !operator.equals("Exists")) {
      problems.add(
          FieldProblem.invalid(
              field + ".operator",
              operator,
              "must be 'Exist' when scope is any of ResourceQuotaScopeTerminating,"
                  + " ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort,"
                  + " ResourceQuotaScopeNotBestEffort or"
                  + " ResourceQuotaScopeCrossNamespacePodAffinity"));
    }
    if (valued == Json.arrayAt(expression, "values").isEmpty()) {
      problems.add(
          FieldProblem.invalid(
              field + ".values",
              Json.text(Json.arrayAt(expression, "values")),
              valued
                  ? "must be at least one value when `operator` is 'In' or 'NotIn' for scope"
                      + " selector"
                  : "must be no value when `operator` is 'Exists' or 'DoesNotExist' for scope"
                      + " selector"));
    }
    return problems;
  }

  private static List<FieldProblem> amounts(String field, JsonNode owner, String member) {
    List<FieldProblem> problems = new ArrayList<>(ResourceAmounts.validate(field, owner, member));
    for (String name : Json.objectAt(owner, member).propertyNames()) {
      String at = field + "." + member + "[" + name + "]";
      if (!COUNTED.contains(name)
          && !COMPUTED.matcher(name).matches()
          && !ResourceAmounts.isQualified(name)) {
        problems.add(
            FieldProblem.invalid(
                at, name, "must be a standard resource for quota or fully qualified"));
      }
    }
    ResourceAmounts.read(owner, member)
        .forEach(
            (name, amount) -> {
              boolean counted =
                  COUNTED.contains(name)
                      || name.startsWith("count/")
                      || name.startsWith("openshift.io/");
              if (counted && !amount.isWhole()) {
                problems.add(
                    FieldProblem.invalid(
                        field + "." + member + "[" + name + "]",
                        amount.toString(),
                        "must be an integer"));
              }
            });
    return problems;
  }

  @Override
  public List<FieldProblem> validateUpdate(ObjectNode updated, ObjectNode old) {
    List<FieldProblem> problems = new ArrayList<>(validate(updated));
    JsonNode scopes = Json.arrayAt(Json.objectAt(updated, "spec"), "scopes");
    if (!scopes.equals(Json.arrayAt(Json.objectAt(old, "spec"), "scopes"))) {
      problems.add(FieldProblem.invalid("spec.scopes", Json.text(scopes), "field is immutable"));
    }
    return problems;
  }

  @Override
  public boolean hasStatus() {
    return true;
  }

  @Override
  public boolean returnsDeleted() {
    return true;
  }

  @Override
  public TableView table() {
    return new TableView(
        List.of(
            TableView.NAME,
            TableView.AGE,
            TableView.Column.of("Request", "Used and hard amounts, limits of containers apart."),
            TableView.Column.of("Limit", "Used and hard amounts of the limits of containers.")),
        (object, now) ->
            List.of(
                Meta.name(object),
                TableView.age(object, now),
                amounts(object, false),
                amounts(object, true)));
  }

  private static String amounts(ObjectNode quota, boolean limits) {
    ObjectNode status = Json.objectAt(quota, "status");
    Map<String, Quantity> used = ResourceAmounts.read(status, "used");
    return ResourceAmounts.read(status, "hard").entrySet().stream()
        .filter(hard -> hard.getKey().startsWith("limits.") == limits)
        .map(
            hard ->
                "%s: %s/%s"
                    .formatted(
                        hard.getKey(),
                        used.getOrDefault(hard.getKey(), Quantity.ZERO),
                        hard.getValue()))
        .collect(Collectors.joining(", "));
  }
}
