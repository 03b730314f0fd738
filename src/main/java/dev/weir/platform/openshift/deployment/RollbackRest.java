package dev.weir.platform.openshift.deployment;

import dev.weir.objects.Rest;
import dev.weir.objects.Scope;
import dev.weir.objects.WriteOptions;
import dev.weir.objects.meta.MetaRules;
import dev.weir.resource.ApiObject;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.FieldProblem;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import dev.weir.resource.StatusException;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code deploymentconfigs/NAME/rollback}: answers with the config as it would be with parts of an
 * earlier version, and stores nothing. Who asked writes it, as {@code oc rollout undo} and {@code
 * oc rollback} do.
 */
final class RollbackRest implements Rest {
  private static final int NOT_FOUND = 404;

  private final Rest configs;
  private final Rest controllers;
  private final ResourceKind kind = Subresources.kind("DeploymentConfigRollback");

  /** Over the stored kinds. */
  RollbackRest(Rest configs, Rest controllers) {
    this.configs = configs;
    this.controllers = controllers;
  }

  @Override
  public ResourceKind kind() {
    return kind;
  }

  @Override
  public ApiObject create(Scope scope, ObjectNode request, WriteOptions options) {
    MetaRules.requireKind(kind, request);
    String name = Subresources.name(request);
    ObjectNode spec = Json.objectAt(request, "spec");
    ObjectNode config = configs.get(scope, name).copy();
    long revision = revision(name, config, spec);
    ObjectNode then = then(scope, name, config, spec, revision);
    Json.objectAt(request, "updatedAnnotations")
        .forEachEntry((key, value) -> Meta.setAnnotation(config, key, value.asString("")));
    Rollbacks.apply(config, then, spec);
    return ApiObject.of(config);
  }

  /** The version that is meant; 0 if it is that of a controller that is named. */
  private long revision(String name, ObjectNode config, ObjectNode spec) {
    long asked = spec.path("revision").asLong(0);
    long latest = new RolloutState(config, List.of()).latestVersion();
    if (asked < 0) {
      throw invalid(name, spec, "must be greater than or equal to 0");
    }
    if (latest == 0) {
      throw invalid(name, spec, "cannot rollback an undeployed config");
    }
    if (asked == latest) {
      throw invalid(name, spec, "version " + asked + " is already the latest");
    }
    if (asked == 0 && !from(spec).isEmpty()) {
      return 0;
    }
    if (latest == 1) {
      throw invalid(
          name,
          spec,
          "no previous deployment exists for \"" + Meta.namespace(config) + "/" + name + "\"");
    }
    return asked == 0 ? latest - 1 : asked;
  }

  private static String from(ObjectNode spec) {
    return Json.string(Json.objectAt(spec, "from"), "name");
  }

  /** The config as it was. */
  private ObjectNode then(
      Scope scope, String name, ObjectNode config, ObjectNode spec, long revision) {
    String controller = revision == 0 ? from(spec) : Rollout.name(name, revision);
    Rollout rollout;
    try {
      rollout = new Rollout(controllers.get(scope, controller).tree());
    } catch (StatusException e) {
      if (e.status().code() == NOT_FOUND) {
        throw invalid(name, spec, e.status().message());
      }
      throw e;
    }
    if (!rollout.isOf(config)) {
      throw invalid(
          name,
          spec,
          "replication controller \"" + controller + "\" is not of this deployment config");
    }
    return rollout
        .config()
        .orElseThrow(
            () ->
                invalid(
                    name,
                    spec,
                    "couldn't decode deployment config from deployment: annotation "
                        + RolloutAnnotations.ENCODED
                        + " of \""
                        + controller
                        + "\" cannot be read"));
  }

  private StatusException invalid(String name, ObjectNode spec, String why) {
    JsonNode revision = spec.path("revision");
    FieldProblem problem =
        FieldProblem.invalid(
            "spec.revision", revision.isMissingNode() ? "0" : Json.text(revision), why);
    return ApiStatus.invalid(kind, name, List.of(problem)).exception();
  }
}
