package dev.weir.platform.core;

import dev.weir.platform.core.pod.PodDefaults;
import dev.weir.platform.core.pod.ReplicatedStrategy;
import dev.weir.resource.Defaults;
import dev.weir.resource.FieldProblem;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Replication controllers. Weir runs no pods, and none are counted. */
public final class ReplicationControllerStrategy implements ReplicatedStrategy {
  @Override
  public void fillDefaults(ObjectNode controller) {
    ObjectNode spec = Json.ensureObject(controller, "spec");
    Defaults.number(spec, "replicas", 1);
    ObjectNode template = Json.ensureObject(spec, "template");
    PodDefaults.applyToTemplate(template);
    ObjectNode labels = Json.objectAt(Meta.of(template), "labels");
    if (Json.objectAt(spec, "selector").isEmpty() && !labels.isEmpty()) {
      spec.set("selector", labels.deepCopy());
    }
    if (Json.objectAt(Meta.of(controller), "labels").isEmpty() && !labels.isEmpty()) {
      Meta.of(controller).set("labels", labels.deepCopy());
    }
    Defaults.number(Json.ensureObject(controller, "status"), "replicas", 0);
  }

  /** Unlike a replica set's, its selector may change. */
  @Override
  public List<FieldProblem> validateUpdate(ObjectNode updated, ObjectNode old) {
    return validate(updated);
  }
}
