package dev.weir.platform.rbac;

import dev.weir.objects.Strategy;
import dev.weir.objects.TableView;
import dev.weir.objects.meta.NameRule;
import dev.weir.resource.FieldProblem;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What roles and cluster roles must look like, in the words of Kubernetes. */
final class RoleStrategy implements Strategy {
  private static final TableView TABLE =
      new TableView(
          List.of(
              TableView.NAME,
              new TableView.Column(
                  "Created At", "date", "", "Time at which the object was created.", 0)),
          (role, _) -> List.of(Meta.name(role), created(role)));

  private final boolean namespaced;

  RoleStrategy(ResourceKind kind) {
    this.namespaced = kind.namespaced();
  }

  private static String created(ObjectNode role) {
    return Json.string(Json.objectAt(role, "metadata"), "creationTimestamp");
  }

  @Override
  public NameRule nameRule() {
    return NameRule.PATH_SEGMENT;
  }

  @Override
  public TableView table() {
    return TABLE;
  }

  @Override
  public void prepareForCreate(ObjectNode role) {
    if (!role.has("rules")) {
      role.putNull("rules");
    }
  }

  @Override
  public List<FieldProblem> validate(ObjectNode role) {
    List<FieldProblem> problems = new ArrayList<>();
    ArrayNode rules = Json.arrayAt(role, "rules");
    for (int i = 0; i < rules.size(); i++) {
      problems.addAll(rule("rules[" + i + "]", rules.get(i)));
    }
    if (!namespaced && role.get("aggregationRule") instanceof ObjectNode aggregation) {
      problems.addAll(selectors(aggregation));
    }
    return problems;
  }

  private static List<FieldProblem> selectors(ObjectNode aggregation) {
    ArrayNode selectors = Json.arrayAt(aggregation, "clusterRoleSelectors");
    return selectors.isEmpty()
        ? List.of(
            FieldProblem.required(
                "aggregationRule.clusterRoleSelectors",
                "at least one clusterRoleSelector required if aggregationRule is non-nil"))
        : List.of();
  }

  private List<FieldProblem> rule(String field, JsonNode rule) {
    List<FieldProblem> problems = new ArrayList<>();
    if (Json.arrayAt(rule, "verbs").isEmpty()) {
      problems.add(
          FieldProblem.required(field + ".verbs", "verbs must contain at least one value"));
    }
    ArrayNode paths = Json.arrayAt(rule, "nonResourceURLs");
    if (!paths.isEmpty()) {
      problems.addAll(onPaths(field + ".nonResourceURLs", rule, paths));
      return problems;
    }
    if (Json.arrayAt(rule, "apiGroups").isEmpty()) {
      problems.add(
          FieldProblem.required(
              field + ".apiGroups", "resource rules must supply at least one api group"));
    }
    if (Json.arrayAt(rule, "resources").isEmpty()) {
      problems.add(
          FieldProblem.required(
              field + ".resources", "resource rules must supply at least one resource"));
    }
    return problems;
  }

  private List<FieldProblem> onPaths(String field, JsonNode rule, ArrayNode paths) {
    List<FieldProblem> problems = new ArrayList<>();
    if (namespaced) {
      problems.add(
          FieldProblem.invalid(
              field, Json.text(paths), "namespaced rules cannot apply to non-resource URLs"));
    }
    boolean both =
        List.of("apiGroups", "resources", "resourceNames").stream()
            .anyMatch(member -> !Json.arrayAt(rule, member).isEmpty());
    if (both) {
      problems.add(
          FieldProblem.invalid(
              field,
              Json.text(paths),
              "rules cannot apply to both regular resources and non-resource URLs"));
    }
    return problems;
  }
}
