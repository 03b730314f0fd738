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
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What role bindings must look like, in the words of Kubernetes. */
final class BindingStrategy implements Strategy {
  private static final String SERVICE_ACCOUNT = "ServiceAccount";

  private static final TableView TABLE =
      new TableView(
          List.of(
              TableView.NAME,
              TableView.Column.of("Role", "Role that is given."),
              TableView.AGE,
              TableView.Column.wide("Users", "Users that have it."),
              TableView.Column.wide("Groups", "Groups that have it."),
              TableView.Column.wide("ServiceAccounts", "Service accounts that have it.")),
          (binding, now) ->
              List.of(
                  Meta.name(binding),
                  Json.string(Json.objectAt(binding, "roleRef"), "kind")
                      + "/"
                      + Json.string(Json.objectAt(binding, "roleRef"), "name"),
                  TableView.age(binding, now),
                  subjects(binding, "User"),
                  subjects(binding, "Group"),
                  subjects(binding, SERVICE_ACCOUNT)));

  private final boolean namespaced;

  BindingStrategy(ResourceKind kind) {
    this.namespaced = kind.namespaced();
  }

  private static String subjects(ObjectNode binding, String kind) {
    return Json.arrayAt(binding, "subjects")
        .valueStream()
        .filter(subject -> Json.string(subject, "kind").equals(kind))
        .map(
            subject ->
                (kind.equals(SERVICE_ACCOUNT) ? Json.string(subject, "namespace") + "/" : "")
                    + Json.string(subject, "name"))
        .collect(Collectors.joining(", "));
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
  public void fillDefaults(ObjectNode binding) {
    defaultGroup(Json.ensureObject(binding, "roleRef"));
    for (JsonNode subject : Json.arrayAt(binding, "subjects")) {
      if (subject instanceof ObjectNode object
          && !Json.string(object, "kind").equals(SERVICE_ACCOUNT)) {
        defaultGroup(object);
      }
    }
  }

  private static void defaultGroup(ObjectNode reference) {
    if (Json.string(reference, "apiGroup").isEmpty()) {
      reference.put("apiGroup", RbacKinds.GROUP);
    }
  }

  @Override
  public List<FieldProblem> validate(ObjectNode binding) {
    List<FieldProblem> problems = new ArrayList<>(role(Json.objectAt(binding, "roleRef")));
    ArrayNode subjects = Json.arrayAt(binding, "subjects");
    for (int i = 0; i < subjects.size(); i++) {
      problems.addAll(subject("subjects[" + i + "]", subjects.get(i)));
    }
    return problems;
  }

  private List<FieldProblem> role(ObjectNode role) {
    List<FieldProblem> problems = new ArrayList<>(group("roleRef", role, RbacKinds.GROUP));
    String kind = Json.string(role, "kind");
    if (!kind.equals("ClusterRole") && !(namespaced && kind.equals("Role"))) {
      String supported = namespaced ? "\"ClusterRole\", \"Role\"" : "\"ClusterRole\"";
      problems.add(FieldProblem.unsupported("roleRef.kind", kind, supported));
    }
    String name = Json.string(role, "name");
    problems.addAll(
        name.isEmpty()
            ? List.of(FieldProblem.required("roleRef.name", ""))
            : NameRule.PATH_SEGMENT.check("roleRef.name", name));
    return problems;
  }

  private static List<FieldProblem> group(String field, JsonNode reference, String group) {
    String given = Json.string(reference, "apiGroup");
    return given.equals(group)
        ? List.of()
        : List.of(FieldProblem.unsupported(field + ".apiGroup", given, "\"" + group + "\""));
  }

  private List<FieldProblem> subject(String field, JsonNode subject) {
    List<FieldProblem> problems = new ArrayList<>();
    String name = Json.string(subject, "name");
    if (name.isEmpty()) {
      problems.add(FieldProblem.required(field + ".name", ""));
    }
    switch (Json.string(subject, "kind")) {
      case SERVICE_ACCOUNT -> {
        if (!name.isEmpty()) {
          problems.addAll(NameRule.SUBDOMAIN.check(field + ".name", name));
        }
        problems.addAll(group(field, subject, ""));
        if (!namespaced && Json.string(subject, "namespace").isEmpty()) {
          problems.add(FieldProblem.required(field + ".namespace", ""));
        }
      }
      case "User", "Group" -> problems.addAll(group(field, subject, RbacKinds.GROUP));
      default ->
          problems.add(
              FieldProblem.unsupported(
                  field + ".kind",
                  Json.string(subject, "kind"),
                  "\"Group\", \"ServiceAccount\", \"User\""));
    }
    return problems;
  }

  /** What a binding gives is fixed for its life; who has it may change. */
  @Override
  public List<FieldProblem> validateUpdate(ObjectNode updated, ObjectNode old) {
    List<FieldProblem> problems = new ArrayList<>(validate(updated));
    ObjectNode role = Json.objectAt(updated, "roleRef");
    if (!role.equals(Json.objectAt(old, "roleRef"))) {
      String shown =
          "rbac.RoleRef{APIGroup:\"%s\", Kind:\"%s\", Name:\"%s\"}"
              .formatted(
                  Json.string(role, "apiGroup"),
                  Json.string(role, "kind"),
                  Json.string(role, "name"));
      problems.add(
          new FieldProblem(
              "FieldValueInvalid",
              "roleRef",
              "Invalid value: " + shown + ": cannot change roleRef"));
    }
    return problems;
  }
}
