package dev.weir.workload;

import dev.weir.resource.Json;
import dev.weir.resource.ResourceKind;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * A kind with a pod spec in it (controllers-and-access.md 2.2).
 *
 * @param podSpecPath where the pod spec stands, such as {@code spec.template.spec}; its last member
 *     is {@code spec}
 */
public record WorkloadKind(ResourceKind kind, String podSpecPath) {
  /** The pod spec of an object of this kind; an empty object that is not attached if absent. */
  public ObjectNode podSpec(ObjectNode workload) {
    return Json.objectAt(pod(workload), "spec");
  }

  /** What holds the pod's metadata and spec: the template, or the object itself if it is a pod. */
  public ObjectNode pod(ObjectNode workload) {
    ObjectNode at = workload;
    List<String> path = List.of(podSpecPath.split("\\."));
    for (String member : path.subList(0, path.size() - 1)) {
      at = Json.objectAt(at, member);
    }
    return at;
  }
}
