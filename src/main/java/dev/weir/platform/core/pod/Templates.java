package dev.weir.platform.core.pod;

import dev.weir.resource.FieldProblem;
import dev.weir.resource.Json;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Rules of workloads that make pods after a template and find them by a selector. */
public final class Templates {
  private Templates() {}

  /** The selector fits the template's labels, and the template's pods can be. */
  public static List<FieldProblem> validate(ObjectNode spec, PodRules rules) {
    List<FieldProblem> problems = new ArrayList<>(PodSelector.validate(spec));
    problems.addAll(rules.check("spec.template.spec", podSpec(spec)));
    return problems;
  }

  /** The pod spec of the template. */
  public static ObjectNode podSpec(ObjectNode spec) {
    return Json.objectAt(Json.objectAt(spec, "template"), "spec");
  }
}
