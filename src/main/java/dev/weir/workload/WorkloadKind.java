package dev.weir.workload;

import dev.weir.resource.Json;
import dev.weir.resource.ResourceKind;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * A kind with a pod spec in it (controllers-and-access.md 2.2).
 *
 * @param podSpecPath where the pod spec stands, such as {@code spec.template.spec}
 */
public record WorkloadKind(ResourceKind kind, String podSpecPath) {
  /** The pod spec of an object of this kind; an empty object that is not attached if absent. */
  public ObjectNode podSpec(ObjectNode workload) {
    ObjectNode at = workload;
    for (String member : List.of(podSpecPath.split("\\."))) {
      at = Json.objectAt(at, member);
    }
    return at;
  }
}
