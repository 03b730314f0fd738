package dev.weir.platform.openshift.build;

import dev.weir.follower.KindWithTriggers;
import dev.weir.follower.Trigger;
import dev.weir.follower.Triggers;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/**
 * The tags that build configs follow, and the tags and images that they build from without
 * following them: whose pull specs a build hands out.
 */
public final class ConfigInputs implements KindWithTriggers {
  private static final BuildConfigs FOLLOWED = new BuildConfigs();

  @Override
  public ResourceKind kind() {
    return Kinds.BUILD_CONFIG;
  }

  @Override
  public Triggers triggers(ObjectNode config) {
    Map<Trigger.TagKey, Trigger> found = new LinkedHashMap<>();
    FOLLOWED.triggers(config).all().forEach(trigger -> found.put(trigger.from(), trigger));
    for (ObjectNode from : BuildInputs.references(Json.objectAt(config, "spec")).values()) {
      BuildInputs.named(from, Meta.namespace(config))
          .ifPresent(tag -> found.putIfAbsent(tag, new Trigger.OfBuild(tag, false)));
    }
    return Triggers.of(List.copyOf(found.values()));
  }
}
