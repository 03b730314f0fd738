package dev.weir.objects.meta;

import dev.weir.resource.FieldProblem;
import dev.weir.resource.Json;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** What {@code metadata.ownerReferences} must say (Kubernetes, ObjectMeta). */
final class OwnerRules {
  private static final String FIELD = "metadata.ownerReferences";

  private OwnerRules() {}

  static List<FieldProblem> validate(JsonNode meta) {
    List<FieldProblem> problems = new ArrayList<>();
    List<String> controllers = new ArrayList<>();
    for (JsonNode owner : Json.arrayAt(meta, "ownerReferences")) {
      for (String member : new String[] {"apiVersion", "kind", "name", "uid"}) {
        if (Json.string(owner, member).isEmpty()) {
          problems.add(
              FieldProblem.invalid(FIELD + "." + member, "", member + " must not be empty"));
        }
      }
      if (owner.path("controller").asBoolean(false)) {
        controllers.add(Json.string(owner, "name"));
      }
    }
    if (controllers.size() > 1) {
      problems.add(
          FieldProblem.invalid(
              FIELD,
              String.join(", ", controllers),
              "Only one reference can have Controller set to true"));
    }
    return problems;
  }
}
