package dev.weir.cli.workload;

import dev.weir.resource.Json;
import dev.weir.resource.ResourceKind;
import dev.weir.workload.PodPaths;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Where the objects of a kind say which containers run.
 *
 * @param path from the object to the pod's spec; the last but one step holds the pod's metadata
 */
record PodSpec(List<String> path) {
  PodSpec {
    path = List.copyOf(path);
  }

  /** Empty for kinds without pods. */
  static Optional<PodSpec> of(ResourceKind kind) {
    return PodPaths.workload(kind)
        .map(pods -> new PodSpec(List.of(pods.podSpecPath().split("\\."))));
  }

  /** The containers of an object: {@code containers} or {@code initContainers}. */
  List<JsonNode> containers(JsonNode object, String member) {
    JsonNode at = object;
    for (String step : path) {
      at = Json.objectAt(at, step);
    }
    return Json.arrayAt(at, member).valueStream().toList();
  }

  /** The pod's spec in a patch, made if it is missing. */
  ObjectNode in(ObjectNode patch) {
    return walk(patch, path);
  }

  /** What holds the pod's metadata in a patch, made if it is missing. */
  ObjectNode holder(ObjectNode patch) {
    return walk(patch, path.subList(0, path.size() - 1));
  }

  private static ObjectNode walk(ObjectNode from, List<String> steps) {
    ObjectNode at = from;
    for (String step : steps) {
      at = Json.ensureObject(at, step);
    }
    return at;
  }
}
