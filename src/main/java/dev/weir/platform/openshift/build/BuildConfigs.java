package dev.weir.platform.openshift.build;

import dev.weir.follower.KindWithTriggers;
import dev.weir.follower.Trigger;
import dev.weir.follower.Triggers;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Build configs follow tags by their own fields (controllers-and-access.md 3.1). */
public final class BuildConfigs implements KindWithTriggers {
  @Override
  public ResourceKind kind() {
    return Kinds.BUILD_CONFIG;
  }

  @Override
  public Triggers triggers(ObjectNode config) {
    ObjectNode spec = Json.objectAt(config, "spec");
    return Triggers.of(
        BuildTriggers.imageChanges(spec)
            .flatMap(change -> trigger(change, spec, Meta.namespace(config)).stream())
            .toList());
  }

  private static Optional<Trigger> trigger(JsonNode change, ObjectNode spec, String namespace) {
    return Trigger.TagKey.of(BuildTriggers.from(change, spec), namespace)
        .map(tag -> new Trigger.OfBuild(tag, !change.path("paused").asBoolean(false)));
  }
}
