package dev.weir.platform.openshift.build;

import dev.weir.platform.openshift.build.recipe.SourcePaths;
import dev.weir.platform.openshift.build.recipe.Variables;
import dev.weir.platform.openshift.config.TagRules;
import dev.weir.resource.Defaults;
import dev.weir.resource.FieldProblem;
import dev.weir.resource.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What build configs and builds have in common: source, strategy and output. Pure. */
final class BuildRules {
  /** Type of a strategy by the member that describes it. */
  private static final Map<String, String> STRATEGIES = strategies();

  private BuildRules() {}

  private static Map<String, String> strategies() {
    Map<String, String> types = new LinkedHashMap<>();
    types.put("dockerStrategy", "Docker");
    types.put("sourceStrategy", "Source");
    types.put("customStrategy", "Custom");
    types.put("jenkinsPipelineStrategy", "JenkinsPipeline");
    return types;
  }

  /** The members of a strategy, one of which is there. */
  static Set<String> members() {
    return STRATEGIES.keySet();
  }

  static void defaults(ObjectNode spec) {
    ObjectNode strategy = Json.ensureObject(spec, "strategy");
    if (Json.string(strategy, "type").equals("Docker")) {
      Defaults.object(strategy, "dockerStrategy");
    }
    STRATEGIES.forEach(
        (member, type) -> {
          if (strategy.get(member) instanceof ObjectNode parts) {
            strategy.put("type", type);
            if (parts.get("from") instanceof ObjectNode from) {
              Defaults.text(from, "kind", TagRules.KIND);
            }
          }
        });
    ObjectNode source = Json.ensureObject(spec, "source");
    if (Json.string(source, "type").equals("Binary")) {
      Defaults.object(source, "binary");
    }
    source.put("type", sourceType(source));
    Defaults.object(spec, "output");
    Defaults.object(spec, "resources");
    Defaults.object(spec, "postCommit");
    if (!spec.has("nodeSelector")) {
      spec.putNull("nodeSelector");
    }
  }

  private static String sourceType(JsonNode source) {
    if (source.path("git").isObject()) {
      return "Git";
    }
    if (source.path("binary").isObject()) {
      return "Binary";
    }
    if (source.hasNonNull("dockerfile")) {
      return "Dockerfile";
    }
    return Json.arrayAt(source, "images").isEmpty() ? "None" : "Image";
  }

  /** The image that a build starts from; empty if its strategy names none. */
  static ObjectNode from(JsonNode spec) {
    ObjectNode strategy = Json.objectAt(spec, "strategy");
    return STRATEGIES.keySet().stream()
        .map(member -> Json.objectAt(Json.objectAt(strategy, member), "from"))
        .filter(from -> !from.isEmpty())
        .findFirst()
        .orElseGet(Json::object);
  }

  static List<FieldProblem> validate(JsonNode spec) {
    List<FieldProblem> problems = new ArrayList<>(source(Json.objectAt(spec, "source")));
    problems.addAll(strategy(Json.objectAt(spec, "strategy")));
    JsonNode to = Json.objectAt(spec, "output").path("to");
    if (to.isObject() && !to.isEmpty()) {
      problems.addAll(TagRules.output("spec.output.to", to));
    }
    JsonNode deadline = spec.path("completionDeadlineSeconds");
    if (deadline.isNumber() && deadline.asLong(0) <= 0) {
      problems.add(
          FieldProblem.invalid(
              "spec.completionDeadlineSeconds",
              deadline.asLong(0),
              "completionDeadlineSeconds must be a positive integer greater than 0"));
    } else if (deadline.isNumber() && deadline.asLong(0) > Integer.MAX_VALUE) {
      problems.add(
          FieldProblem.invalid(
              "spec.completionDeadlineSeconds",
              deadline.asLong(0),
              "must be at most " + Integer.MAX_VALUE + ", which is 68 years"));
    }
    return problems;
  }

  private static List<FieldProblem> source(JsonNode source) {
    List<FieldProblem> problems = new ArrayList<>();
    JsonNode git = source.path("git");
    if (git.isObject() && Json.string(git, "uri").isEmpty()) {
      problems.add(FieldProblem.required("spec.source.git.uri", ""));
    }
    if (git.isObject() && source.path("binary").isObject()) {
      problems.add(
          FieldProblem.invalid("spec.source.git", "", "may not be set when binary is also set"));
    }
    problems.addAll(
        SourcePaths.directory("spec.source.contextDir", Json.string(source, "contextDir")));
    ArrayNode images = Json.arrayAt(source, "images");
    for (int i = 0; i < images.size(); i++) {
      String field = "spec.source.images[" + i + "].from";
      problems.addAll(
          images.path(i).get("from") instanceof ObjectNode from
              ? TagRules.source(field, from)
              : List.of(FieldProblem.required(field, "")));
    }
    return problems;
  }

  private static List<FieldProblem> strategy(JsonNode strategy) {
    List<String> given = STRATEGIES.keySet().stream().filter(strategy::hasNonNull).toList();
    if (given.size() != 1) {
      return List.of(
          FieldProblem.invalid(
              "spec.strategy",
              Json.string(strategy, "type"),
              "must provide a value for exactly one of sourceStrategy, customStrategy,"
                  + " dockerStrategy, or jenkinsPipelineStrategy"));
    }
    String member = given.getFirst();
    String field = "spec.strategy." + member;
    ObjectNode parts = Json.objectAt(strategy, member);
    List<FieldProblem> problems = new ArrayList<>(from(field + ".from", member, parts));
    problems.addAll(
        SourcePaths.file(field + ".dockerfilePath", Json.string(parts, "dockerfilePath")));
    problems.addAll(Variables.problems(field + ".env", Json.arrayAt(parts, "env")));
    problems.addAll(Variables.problems(field + ".buildArgs", Json.arrayAt(parts, "buildArgs")));
    return problems;
  }

  private static List<FieldProblem> from(String field, String member, ObjectNode parts) {
    if (parts.path("from").isObject()) {
      return TagRules.source(field, parts.path("from"));
    }
    boolean needsFrom = member.equals("sourceStrategy") || member.equals("customStrategy");
    return needsFrom ? List.of(FieldProblem.required(field, "")) : List.of();
  }

  /** Where the source comes from, as tables show it: {@code Git@main}. */
  static String shownSource(JsonNode spec) {
    JsonNode source = Json.objectAt(spec, "source");
    boolean git = source.path("git").isObject();
    boolean dockerfile = source.hasNonNull("dockerfile");
    String from;
    if (source.path("binary").isObject()) {
      from = "Binary";
    } else if (dockerfile) {
      from = git ? "Dockerfile,Git" : "Dockerfile";
    } else {
      from = git ? "Git" : Json.string(source, "type");
    }
    String revision = revision(spec);
    return revision.isEmpty() ? from : from + "@" + revision;
  }

  private static String revision(JsonNode spec) {
    String commit = Json.string(Json.objectAt(Json.objectAt(spec, "revision"), "git"), "commit");
    return commit.isEmpty()
        ? Json.string(Json.objectAt(Json.objectAt(spec, "source"), "git"), "ref")
        : commit.substring(0, Math.min(commit.length(), 7));
  }
}
