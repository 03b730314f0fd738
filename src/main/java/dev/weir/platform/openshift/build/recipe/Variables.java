package dev.weir.platform.openshift.build.recipe;

import dev.weir.resource.FieldProblem;
import dev.weir.resource.Json;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;

/** Names of the variables and arguments of a build. Their values may be anything. Pure. */
public final class Variables {
  private Variables() {}

  /** What is wrong with the names that a config or a build has. */
  public static List<FieldProblem> problems(String field, ArrayNode variables) {
    List<FieldProblem> problems = new ArrayList<>();
    for (int i = 0; i < variables.size(); i++) {
      String name = Json.string(variables.path(i), "name");
      if (name.chars().anyMatch(Character::isISOControl)) {
        problems.add(
            FieldProblem.invalid(
                field + "[" + i + "].name",
                name,
                "a name of a variable may not contain control characters"));
      }
    }
    return problems;
  }

  /** What is wrong with the names that a request brings. */
  public static List<FieldProblem> sent(String field, ArrayNode variables) {
    List<FieldProblem> problems = new ArrayList<>(problems(field, variables));
    for (int i = 0; i < variables.size(); i++) {
      String name = Json.string(variables.path(i), "name");
      if (name.isEmpty()) {
        problems.add(FieldProblem.required(field + "[" + i + "].name", ""));
      } else if (name.contains("=")) {
        problems.add(
            FieldProblem.invalid(
                field + "[" + i + "].name", name, "a name of a variable may not contain '='"));
      }
    }
    return problems;
  }
}
