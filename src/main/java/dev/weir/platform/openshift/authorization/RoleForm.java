package dev.weir.platform.openshift.authorization;

import dev.weir.resource.ApiStatus;
import dev.weir.resource.FieldProblem;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Rules of roles. OpenShift's say {@code attributeRestrictions: null}, may leave the groups out
 * where they mean the core group, and may speak of resources and of paths at once.
 *
 * @param kind of roles in OpenShift's form, for refusals
 */
record RoleForm(ResourceKind kind) implements PolicyForm {
  private static final String RESTRICTIONS = "attributeRestrictions";
  private static final String PATHS = "nonResourceURLs";
  private static final List<String> LISTS =
      List.of("verbs", "apiGroups", "resources", "resourceNames", PATHS);

  @Override
  public void show(ObjectNode role) {
    ArrayNode shown = Json.array();
    for (JsonNode rule : Json.arrayAt(role, "rules")) {
      ObjectNode old = shown.addObject();
      copy(rule, "verbs", old);
      old.putNull(RESTRICTIONS);
      old.putNull("apiGroups");
      old.putArray("resources");
      LISTS.forEach(list -> copy(rule, list, old));
    }
    role.set("rules", shown);
  }

  @Override
  public void keep(ObjectNode role, ObjectNode before) {
    List<FieldProblem> problems = new ArrayList<>();
    ArrayNode kept = Json.array();
    ArrayNode rules = Json.arrayAt(role, "rules");
    for (int i = 0; i < rules.size(); i++) {
      problems.addAll(problems("rules[" + i + "]", rules.get(i)));
      keep(rules.get(i), kept);
    }
    if (!problems.isEmpty() && !rules.equals(before.get("rules"))) {
      throw ApiStatus.invalid(kind, Meta.name(role), problems).exception();
    }
    role.set("rules", kept);
  }

  private static List<FieldProblem> problems(String field, JsonNode rule) {
    List<FieldProblem> problems = new ArrayList<>();
    JsonNode restrictions = rule.path(RESTRICTIONS);
    if (!restrictions.isMissingNode() && !restrictions.isNull() && !restrictions.isEmpty()) {
      problems.add(
          FieldProblem.forbidden(
              field + "." + RESTRICTIONS,
              "no role has restrictions by attributes: write null, and name the resources that"
                  + " are meant"));
    }
    for (JsonNode resource : Json.arrayAt(rule, "resources")) {
      if (resource.asString("").startsWith("resourcegroup:")) {
        problems.add(
            FieldProblem.invalid(
                field + ".resources",
                resource.asString(""),
                "groups of resources are no longer known: name the resources"));
      }
    }
    return problems;
  }

  /** A rule of resources and paths is two rules today. */
  private static void keep(JsonNode rule, ArrayNode kept) {
    boolean onPaths = !Json.arrayAt(rule, PATHS).isEmpty();
    boolean onResources =
        !Json.arrayAt(rule, "resources").isEmpty()
            || !Json.arrayAt(rule, "resourceNames").isEmpty();
    if (onResources || !onPaths) {
      ObjectNode resources = kept.addObject();
      copy(rule, "verbs", resources);
      copy(rule, "apiGroups", resources);
      if (!resources.has("apiGroups") && onResources) {
        resources.putArray("apiGroups").add("");
      }
      if (onResources) {
        lowerCase(Json.arrayAt(rule, "resources"), resources);
        copy(rule, "resourceNames", resources);
      }
    }
    if (onPaths) {
      ObjectNode paths = kept.addObject();
      copy(rule, "verbs", paths);
      copy(rule, PATHS, paths);
    }
  }

  /** Resources once had capitals. */
  private static void lowerCase(ArrayNode resources, ObjectNode rule) {
    ArrayNode lower = rule.putArray("resources");
    resources.forEach(name -> lower.add(name.asString("").toLowerCase(Locale.ROOT)));
  }

  private static void copy(JsonNode from, String list, ObjectNode to) {
    ArrayNode values = Json.arrayAt(from, list);
    if (!values.isEmpty()) {
      to.set(list, values.deepCopy());
    }
  }
}
