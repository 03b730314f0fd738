package dev.weir.platform.openshift.build;

import dev.weir.platform.openshift.build.recipe.Variables;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.FieldProblem;
import dev.weir.resource.Json;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What a request changes of the build that it asks for: environment, arguments, revision. Pure. */
final class RequestOptions {
  private static final String DOCKER = "dockerStrategy";
  private static final String SOURCE = "sourceStrategy";

  private RequestOptions() {}

  /**
   * Puts the options of a request into a build's spec.
   *
   * @throws dev.weir.resource.StatusException 400 for options of another strategy
   * @return what is wrong with them
   */
  static List<FieldProblem> apply(ObjectNode spec, JsonNode request) {
    List<FieldProblem> problems = new ArrayList<>();
    if (request.hasNonNull("binary")) {
      problems.add(
          FieldProblem.invalid(
              "binary",
              "",
              "Weir keeps no files for a build: put them where a builder finds them, and start the"
                  + " build without them"));
    }
    ObjectNode strategy = Json.ensureObject(spec, "strategy");
    if (request.get("revision") instanceof ObjectNode revision) {
      spec.set("revision", revision.deepCopy());
    }
    problems.addAll(Variables.sent("env", Json.arrayAt(request, "env")));
    BuildRules.members().stream()
        .filter(strategy::hasNonNull)
        .forEach(member -> merge(strategy, member, "env", Json.arrayAt(request, "env")));
    JsonNode docker = Json.objectAt(request, "dockerStrategyOptions");
    ArrayNode arguments = Json.arrayAt(docker, "buildArgs");
    require(strategy, DOCKER, "Docker", !arguments.isEmpty() || docker.hasNonNull("noCache"));
    problems.addAll(Variables.sent("dockerStrategyOptions.buildArgs", arguments));
    merge(strategy, DOCKER, "buildArgs", arguments);
    set(strategy, DOCKER, "noCache", docker);
    JsonNode source = Json.objectAt(request, "sourceStrategyOptions");
    require(strategy, SOURCE, "Source", source.hasNonNull("incremental"));
    set(strategy, SOURCE, "incremental", source);
    return problems;
  }

  private static void require(ObjectNode strategy, String member, String name, boolean asked) {
    if (asked && !strategy.hasNonNull(member)) {
      throw ApiStatus.badRequest(
              "options of the strategy "
                  + name
                  + " are given, but the build's strategy is "
                  + Json.string(strategy, "type"))
          .exception();
    }
  }

  private static void set(ObjectNode strategy, String member, String field, JsonNode options) {
    if (options.hasNonNull(field) && strategy.get(member) instanceof ObjectNode parts) {
      parts.set(field, options.get(field));
    }
  }

  /** Variables of the same name are replaced; others come behind. */
  private static void merge(ObjectNode strategy, String member, String field, ArrayNode more) {
    if (more.isEmpty() || !(strategy.get(member) instanceof ObjectNode parts)) {
      return;
    }
    ArrayNode all = Json.array();
    Json.arrayAt(parts, field)
        .forEach(
            known -> {
              if (named(more, known).isEmpty()) {
                all.add(known);
              }
            });
    more.forEach(variable -> all.add(variable.deepCopy()));
    parts.set(field, all);
  }

  private static List<JsonNode> named(ArrayNode variables, JsonNode like) {
    return variables
        .valueStream()
        .filter(one -> Json.string(one, "name").equals(Json.string(like, "name")))
        .toList();
  }
}
