package dev.weir.platform.apps;

import dev.weir.platform.core.pod.PodDefaults;
import dev.weir.platform.core.pod.ReplicatedStrategy;
import dev.weir.resource.Defaults;
import dev.weir.resource.Json;
import tools.jackson.databind.node.ObjectNode;

/** Replica sets. Weir runs no pods, and none are counted. */
final class ReplicaSetStrategy implements ReplicatedStrategy {
  @Override
  public void fillDefaults(ObjectNode set) {
    ObjectNode spec = Json.ensureObject(set, "spec");
    Defaults.number(spec, "replicas", 1);
    PodDefaults.applyToTemplate(Json.ensureObject(spec, "template"));
    Defaults.number(Json.ensureObject(set, "status"), "replicas", 0);
  }
}
