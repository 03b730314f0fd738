package dev.weir.core;

import dev.weir.objects.NameRule;
import dev.weir.resource.FieldProblem;
import dev.weir.resource.Json;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Checks of a pod spec that a Kubernetes user would notice (Kubernetes API, PodSpec). */
public final class PodRules {
  private PodRules() {}

  public static List<FieldProblem> validate(String field, ObjectNode spec) {
    List<FieldProblem> problems = new ArrayList<>();
    Set<String> names = new HashSet<>();
    if (Json.arrayAt(spec, "containers").isEmpty()) {
      problems.add(FieldProblem.required(field + ".containers", ""));
    }
    for (String list : new String[] {"initContainers", "containers"}) {
      ArrayNode containers = Json.arrayAt(spec, list);
      for (int i = 0; i < containers.size(); i++) {
        String at = field + "." + list + "[" + i + "]";
        String name = Json.string(containers.get(i), "name");
        if (name.isEmpty()) {
          problems.add(FieldProblem.required(at + ".name", ""));
        } else if (!names.add(name)) {
          problems.add(FieldProblem.duplicate(at + ".name", name));
        } else {
          problems.addAll(NameRule.LABEL.check(at + ".name", name));
        }
        // One blank is legal: a trigger fills it in (controllers-and-access.md 2.5).
        if (Json.string(containers.get(i), "image").isEmpty()) {
          problems.add(FieldProblem.required(at + ".image", ""));
        }
      }
    }
    return problems;
  }
}
