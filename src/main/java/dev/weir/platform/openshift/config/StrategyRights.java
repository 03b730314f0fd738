package dev.weir.platform.openshift.config;

import dev.weir.access.Attributes;
import dev.weir.access.Authorizer;
import dev.weir.access.User;
import dev.weir.objects.Scope;
import dev.weir.objects.WriteHook;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.node.ObjectNode;

/**
 * To have something built in a certain way takes a right, since a builder may run it privileged:
 * {@code create} on {@code builds/docker}, {@code source}, {@code custom} or {@code
 * jenkinspipeline}. Whoever writes a config or a Build is asked for it, and so is whoever starts
 * one. What moves with its tags is built by the right of whoever wrote the config.
 *
 * @param authorizer is asked
 */
public record StrategyRights(Authorizer authorizer) implements WriteHook {
  private static final User LOOPS = User.system("loops");
  private static final Map<String, String> RIGHTS =
      new TreeMap<>(
          Map.of(
              "dockerStrategy", "docker",
              "sourceStrategy", "source",
              "customStrategy", "custom",
              "jenkinsPipelineStrategy", "jenkinspipeline"));

  @Override
  public void creating(Scope scope, ResourceKind kind, ObjectNode object) {
    boolean builds =
        kind.resource().equals(Kinds.BUILD.resource())
            || kind.resource().equals(Kinds.BUILD_CONFIG.resource());
    if (builds && !scope.user().equals(LOOPS)) {
      ObjectNode strategy = Json.objectAt(Json.objectAt(object, "spec"), "strategy");
      RIGHTS.forEach(
          (member, right) -> {
            if (strategy.hasNonNull(member)) {
              require(scope, kind, object, right);
            }
          });
    }
  }

  @Override
  public void updating(Scope scope, ResourceKind kind, ObjectNode before, ObjectNode after) {
    if (!before.path("spec").equals(after.path("spec"))) {
      creating(scope, kind, after);
    }
  }

  private void require(Scope scope, ResourceKind kind, ObjectNode object, String right) {
    Attributes wanted =
        new Attributes(
            "create", Kinds.BUILD.group(), Kinds.BUILD.plural(), right, scope.namespace(), "", "");
    authorizer
        .denial(scope.user(), wanted)
        .ifPresent(
            reason -> {
              throw ApiStatus.forbidden(
                      kind,
                      Meta.name(object),
                      "this strategy takes create on builds/"
                          + right
                          + ": "
                          + reason
                          + "; ask for the role system:build-strategy-"
                          + right)
                  .exception();
            });
  }
}
