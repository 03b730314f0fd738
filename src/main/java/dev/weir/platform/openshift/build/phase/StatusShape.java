package dev.weir.platform.openshift.build.phase;

import dev.weir.resource.FieldProblem;
import dev.weir.resource.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Whether what stands in the status of a build is what its readers take it for. Pure. */
public final class StatusShape {
  private static final List<String> TEXTS =
      List.of(
          "phase",
          "reason",
          "message",
          "startTimestamp",
          "completionTimestamp",
          "outputDockerImageReference",
          "logSnippet");
  private static final String OBJECT = "must be an object";

  private StatusShape() {}

  /** What is wrong with the status of a build. */
  public static List<FieldProblem> problems(JsonNode build) {
    JsonNode status = Json.objectAt(build, "status");
    List<FieldProblem> problems = new ArrayList<>();
    for (String text : TEXTS) {
      problems.addAll(is("status." + text, status.get(text), JsonNode::isString, "must be a text"));
    }
    problems.addAll(
        is("status.cancelled", status.get("cancelled"), JsonNode::isBoolean, "must be a boolean"));
    problems.addAll(
        is(
            "status.duration",
            status.get("duration"),
            JsonNode::isIntegralNumber,
            "must be a number of nanoseconds"));
    problems.addAll(is("status.config", status.get("config"), JsonNode::isObject, OBJECT));
    problems.addAll(is("status.output", status.get("output"), JsonNode::isObject, OBJECT));
    JsonNode to = Json.objectAt(status, "output").get("to");
    problems.addAll(is("status.output.to", to, JsonNode::isObject, OBJECT));
    problems.addAll(
        is(
            "status.output.to.imageDigest",
            Json.objectAt(Json.objectAt(status, "output"), "to").get("imageDigest"),
            JsonNode::isString,
            "must be a text"));
    problems.addAll(objects("status.stages", status.get("stages")));
    problems.addAll(objects("status.conditions", status.get("conditions")));
    problems.addAll(conditions(Json.arrayAt(status, "conditions")));
    return problems;
  }

  private static List<FieldProblem> conditions(JsonNode conditions) {
    List<FieldProblem> problems = new ArrayList<>();
    for (int i = 0; i < conditions.size(); i++) {
      JsonNode condition = conditions.path(i);
      for (String member : List.of("type", "status")) {
        if (condition.isObject() && Json.string(condition, member).isEmpty()) {
          problems.add(FieldProblem.required("status.conditions[" + i + "]." + member, ""));
        }
      }
    }
    return problems;
  }

  private static List<FieldProblem> objects(String field, @Nullable JsonNode list) {
    List<FieldProblem> problems =
        new ArrayList<>(is(field, list, JsonNode::isArray, "must be a list"));
    if (list != null && list.isArray()) {
      for (int i = 0; i < list.size(); i++) {
        problems.addAll(is(field + "[" + i + "]", list.path(i), JsonNode::isObject, OBJECT));
      }
    }
    return problems;
  }

  private static List<FieldProblem> is(
      String field, @Nullable JsonNode value, Predicate<JsonNode> shape, String must) {
    return value == null || value.isNull() || shape.test(value)
        ? List.of()
        : List.of(FieldProblem.invalid(field, value.toString(), must));
  }
}
