package dev.weir.platform.openshift.build;

import dev.weir.follower.Trigger;
import dev.weir.platform.openshift.build.phase.BuildTakes;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Defaults;
import dev.weir.resource.FieldProblem;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The Build that a request asks for (controllers-and-access.md 3.4). */
final class NewBuild {
  /** What a build takes over as it is. */
  private static final List<String> COMMON =
      List.of(
          "serviceAccount",
          "source",
          "revision",
          "strategy",
          "output",
          "resources",
          "postCommit",
          "completionDeadlineSeconds",
          "nodeSelector",
          "mountTrustedCA");

  private final ObjectNode build = Json.object();
  private final ObjectNode request;

  private NewBuild(ObjectNode request, String name) {
    this.request = request;
    build.put("apiVersion", Kinds.BUILD.apiVersion()).put("kind", Kinds.BUILD.kind());
    Meta.of(build).put("name", name);
  }

  /**
   * A build of a config.
   *
   * @param known pull specs of tags that the config follows
   * @throws dev.weir.resource.StatusException 422 if there is nothing to build, or of nothing
   */
  static ObjectNode of(
      ObjectNode config,
      ObjectNode request,
      long number,
      Map<Trigger.TagKey, String> known,
      StreamImages images) {
    NewBuild made = new NewBuild(request, BuildNames.of(Meta.name(config), number));
    made.labels(Meta.labels(config));
    made.annotations();
    made.ofConfig(config, number);
    made.label(BuildNames.POLICY, Json.string(Json.objectAt(config, "spec"), "runPolicy"));
    made.spec(Json.objectAt(config, "spec"));
    made.settle(new BuildInputs(Meta.namespace(config), images), known);
    return made.build;
  }

  /**
   * The same build once more.
   *
   * @param old what is built again
   */
  static NewBuild again(ObjectNode old, ObjectNode request, String name) {
    NewBuild made = new NewBuild(request, name);
    made.labels(Meta.labels(old));
    made.annotations();
    made.annotate(BuildNames.CLONE_OF, Meta.name(old));
    made.spec(Json.objectAt(old, "spec"));
    made.settle(new BuildInputs(Meta.namespace(old), StreamImages.NONE), Map.of());
    return made;
  }

  ObjectNode object() {
    return build;
  }

  private void labels(Map<String, String> first) {
    first.forEach(this::label);
    Meta.labels(request)
        .forEach(
            (key, value) -> {
              if (!key.equals(BuildNames.POLICY)) {
                label(key, value);
              }
            });
  }

  private void annotations() {
    Meta.annotations(request).forEach(this::annotate);
    List.of(BuildNames.CONFIG, BuildNames.NUMBER, BuildNames.CLONE_OF, BuildTakes.BUILDER)
        .forEach(own -> Meta.removeAnnotation(build, own));
  }

  private void label(String key, String value) {
    Json.ensureObject(Meta.of(build), "labels").put(key, value);
  }

  private void annotate(String key, String value) {
    Meta.setAnnotation(build, key, value);
  }

  /** Says of which config it is, and with which number. */
  void ofConfig(ObjectNode config, long number) {
    String name = Meta.name(config);
    label(BuildNames.OLD_CONFIG, BuildNames.label(name));
    label(BuildNames.CONFIG, BuildNames.label(name));
    annotate(BuildNames.CONFIG, name);
    annotate(BuildNames.NUMBER, Long.toString(number));
    Json.ensureArray(Meta.of(build), "ownerReferences")
        .removeAll()
        .addObject()
        .put("apiVersion", Kinds.BUILD_CONFIG.apiVersion())
        .put("kind", Kinds.BUILD_CONFIG.kind())
        .put("name", name)
        .put("uid", Meta.uid(config))
        .put("controller", true);
    Json.ensureObject(Json.ensureObject(build, "status"), "config")
        .put("kind", Kinds.BUILD_CONFIG.kind())
        .put("namespace", Meta.namespace(config))
        .put("name", name);
  }

  private void spec(ObjectNode from) {
    ObjectNode spec = Json.ensureObject(build, "spec");
    for (String field : COMMON) {
      JsonNode value = from.get(field);
      if (value != null) {
        spec.set(field, value.deepCopy());
      }
    }
    Defaults.text(spec, "serviceAccount", "builder");
    spec.set("triggeredBy", BuildRequests.triggeredBy(request));
    Json.ensureObject(build, "status").put("phase", "New");
  }

  private void settle(BuildInputs inputs, Map<Trigger.TagKey, String> known) {
    ObjectNode spec = Json.ensureObject(build, "spec");
    List<FieldProblem> problems = new ArrayList<>(RequestOptions.apply(spec, request));
    problems.addAll(source(spec));
    problems.addAll(inputs.resolve(spec, known));
    if (!problems.isEmpty()) {
      throw ApiStatus.invalid(Kinds.BUILD, Meta.name(build), problems).exception();
    }
  }

  /** Files that come with a request come by another way. */
  private static List<FieldProblem> source(ObjectNode spec) {
    ObjectNode source = Json.ensureObject(spec, "source");
    source.remove(List.of("binary", "type"));
    BuildRules.defaults(spec);
    String strategy = Json.string(Json.objectAt(spec, "strategy"), "type");
    boolean needsSource = strategy.equals("Docker") || strategy.equals("Source");
    return needsSource && Json.string(source, "type").equals("None")
        ? List.of(
            FieldProblem.invalid(
                "spec.source",
                "",
                "must provide a value for at least one source input(git, binary, dockerfile,"
                    + " images)"))
        : List.of();
  }
}
