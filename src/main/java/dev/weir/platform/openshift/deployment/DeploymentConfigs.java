package dev.weir.platform.openshift.deployment;

import dev.weir.follower.KindWithTriggers;
import dev.weir.follower.Trigger;
import dev.weir.follower.Triggers;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Deployment configs follow tags by their own fields (controllers-and-access.md 4.1). */
public final class DeploymentConfigs implements KindWithTriggers {
  @Override
  public ResourceKind kind() {
    return Kinds.DEPLOYMENT_CONFIG;
  }

  @Override
  public Triggers triggers(ObjectNode config) {
    return Triggers.of(
        DeploymentTriggers.imageParams(Json.objectAt(config, "spec"))
            .flatMap(
                params ->
                    Trigger.TagKey.of(params.path("from"), Meta.namespace(config)).stream()
                        .map(tag -> trigger(tag, params)))
            .toList());
  }

  private static Trigger trigger(Trigger.TagKey tag, JsonNode params) {
    return new Trigger.OfContainers(
        tag, DeploymentTriggers.names(params).toList(), params.path("automatic").asBoolean(false));
  }
}
