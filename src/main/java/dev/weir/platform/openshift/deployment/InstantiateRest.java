package dev.weir.platform.openshift.deployment;

import dev.weir.follower.MoveRights;
import dev.weir.follower.TagLookup;
import dev.weir.objects.Rest;
import dev.weir.objects.Scope;
import dev.weir.objects.WriteOptions;
import dev.weir.objects.meta.MetaRules;
import dev.weir.platform.core.pod.PodRules;
import dev.weir.platform.openshift.deployment.Instantiation.Outcome;
import dev.weir.resource.ApiObject;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.FieldProblem;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import dev.weir.resource.StatusException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code deploymentconfigs/NAME/instantiate}: asks for a rollout, as {@code oc rollout latest} does
 * (controllers-and-access.md 4.5). Images, version and cause are one write.
 */
final class InstantiateRest implements Rest {
  private static final int NOT_FOUND = 404;
  private static final int NO_CONTENT = 204;

  private final Rest configs;
  private final Rest controllers;
  private final TagLookup tags;
  private final MoveRights rights;
  private final ResourceKind kind = Subresources.kind("DeploymentRequest");

  /**
   * Over the stored kinds.
   *
   * @param configs with their whole status
   */
  InstantiateRest(Rest configs, Rest controllers, TagLookup tags, MoveRights rights) {
    this.configs = configs;
    this.controllers = controllers;
    this.tags = tags;
    this.rights = rights;
  }

  @Override
  public ResourceKind kind() {
    return kind;
  }

  @Override
  public ApiObject create(Scope scope, ObjectNode request, WriteOptions options) {
    MetaRules.requireKind(kind, request);
    String name = Subresources.name(request);
    List<String> excluded = excluded(request);
    refuse(name, problems(excluded));
    Instantiation asked =
        new Instantiation(
            request.path("latest").asBoolean(false),
            request.path("force").asBoolean(false),
            excluded);
    try {
      return configs.update(scope, name, config -> next(scope, config, asked), options).object();
    } catch (NothingToDo _) {
      return ApiObject.of(nothing(name));
    }
  }

  private ObjectNode next(Scope scope, ObjectNode config, Instantiation asked) {
    String name = Meta.name(config);
    if (Json.objectAt(config, "spec").path("paused").asBoolean(false)) {
      FieldProblem paused =
          FieldProblem.invalid(
              "paused",
              true,
              "deployment config \"" + name + "\" is paused - unpause to request a new deployment");
      refuse(name, List.of(paused));
    }
    return switch (asked.of(
        config,
        latest(scope, config),
        tags,
        change -> rights.refusal(Kinds.DEPLOYMENT_CONFIG, config, change.trigger()))) {
      case Outcome.Version(ObjectNode next) -> next;
      case Outcome.Nothing _ -> throw new NothingToDo();
      case Outcome.Unresolved _ ->
          throw ApiStatus.badRequest(
                  "cannot trigger a deployment for \""
                      + name
                      + "\" because it contains unresolved images")
              .exception();
      case Outcome.Forbidden(ImageChange change, String reason) ->
          throw ApiStatus.forbidden(
                  Kinds.DEPLOYMENT_CONFIG,
                  name,
                  "the trigger on " + change.trigger().from() + " moves nothing: " + reason)
              .exception();
    };
  }

  /** The rollout of the version that was asked for last, if it has begun. */
  private Optional<Rollout> latest(Scope scope, ObjectNode config) {
    try {
      String name = new RolloutState(config, List.of()).latestName();
      return Optional.of(new Rollout(controllers.get(scope, name).tree()))
          .filter(rollout -> rollout.isOf(config));
    } catch (StatusException e) {
      if (e.status().code() == NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private static List<String> excluded(ObjectNode request) {
    List<String> types = new ArrayList<>();
    for (JsonNode type : Json.arrayAt(request, "excludeTriggers")) {
      types.add(type.asString(""));
    }
    return types;
  }

  private static List<FieldProblem> problems(List<String> excluded) {
    List<FieldProblem> problems = new ArrayList<>();
    for (int i = 0; i < excluded.size(); i++) {
      problems.addAll(
          PodRules.oneOf(
              "excludeTriggers[" + i + "]",
              excluded.get(i),
              List.of(DeploymentTriggers.CONFIG, ImageChange.TYPE)));
    }
    return problems;
  }

  private void refuse(String name, List<FieldProblem> problems) {
    if (!problems.isEmpty()) {
      throw ApiStatus.invalid(kind, name, problems).exception();
    }
  }

  /** As OpenShift says it: created, and what was created is that there is nothing. */
  private static ObjectNode nothing(String name) {
    ObjectNode status = Json.object();
    status.put("kind", "Status").put("apiVersion", "v1");
    status.putObject("metadata");
    return status
        .put("message", "deployment config \"" + name + "\" cannot be instantiated")
        .put("code", NO_CONTENT);
  }

  /** Ends an update that would change nothing. */
  private static final class NothingToDo extends RuntimeException {
    NothingToDo() {
      super("nothing to do", null, false, false);
    }
  }
}
