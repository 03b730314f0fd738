package dev.weir.platform.openshift.deployment;

import dev.weir.resource.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Takes parts of an earlier version over into a deployment config. Pure. */
final class Rollbacks {
  private Rollbacks() {}

  /**
   * Takes over what is asked for. Image triggers are not automatic any more: they would undo it.
   *
   * @param then the config as it was
   * @param asked the {@code spec} of a DeploymentConfigRollback
   */
  static void apply(ObjectNode config, ObjectNode then, ObjectNode asked) {
    ObjectNode spec = Json.ensureObject(config, "spec");
    ObjectNode old = Json.objectAt(then, "spec");
    take(spec, old, asked.path("includeTriggers"), "triggers");
    take(spec, old, asked.path("includeTemplate"), "template");
    take(spec, old, asked.path("includeReplicationMeta"), "replicas");
    take(spec, old, asked.path("includeReplicationMeta"), "selector");
    take(spec, old, asked.path("includeStrategy"), "strategy");
    DeploymentTriggers.imageParams(spec)
        .filter(ObjectNode.class::isInstance)
        .forEach(params -> ((ObjectNode) params).put("automatic", false));
  }

  private static void take(ObjectNode spec, ObjectNode old, JsonNode asked, String member) {
    if (asked.asBoolean(false) && old.has(member)) {
      spec.set(member, old.path(member).deepCopy());
    }
  }
}
