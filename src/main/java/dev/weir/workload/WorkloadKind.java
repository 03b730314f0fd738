package dev.weir.workload;

import dev.weir.resource.Json;
import dev.weir.resource.ResourceKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A kind with a pod spec in it (controllers-and-access.md 2.2).
 *
 * @param podSpecPath where the pod spec stands, such as {@code spec.template.spec}; its last member
 *     is {@code spec}
 */
public record WorkloadKind(ResourceKind kind, String podSpecPath) {
  private static final List<Map.Entry<String, String>> CONTAINERS =
      List.of(
          Map.entry("initContainers", "init container"),
          Map.entry("containers", "container"),
          Map.entry("ephemeralContainers", "ephemeral container"));

  /** The pod spec of an object of this kind; an empty object that is not attached if absent. */
  public ObjectNode podSpec(ObjectNode workload) {
    return Json.objectAt(pod(workload), "spec");
  }

  /**
   * An image that a pod names.
   *
   * @param where in the pod, such as {@code init container setup} or {@code volume data}
   * @param image as it stands there; never blank
   */
  public record NamedImage(String where, String image) {}

  /** All images that an object of this kind names: of its containers, and of its image volumes. */
  public List<NamedImage> images(ObjectNode workload) {
    ObjectNode spec = podSpec(workload);
    List<NamedImage> found = new ArrayList<>();
    for (Map.Entry<String, String> list : CONTAINERS) {
      for (JsonNode container : Json.arrayAt(spec, list.getKey())) {
        add(found, list.getValue(), container, Json.string(container, "image"));
      }
    }
    for (JsonNode volume : Json.arrayAt(spec, "volumes")) {
      add(found, "volume", volume, Json.string(volume.path("image"), "reference"));
    }
    return found;
  }

  private static void add(List<NamedImage> found, String word, JsonNode named, String image) {
    if (!image.isBlank()) {
      found.add(new NamedImage(word + " " + Json.string(named, "name"), image));
    }
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
