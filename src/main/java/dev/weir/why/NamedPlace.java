package dev.weir.why;

import dev.weir.resource.Json;
import dev.weir.workload.WorkloadKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A place in a pod where an image is named.
 *
 * @param list member of the pod spec
 * @param image as it stands there; empty if there is none yet
 */
record NamedPlace(String list, int index, String name, String image) {
  private static final Map<String, String> WORDS =
      Map.of(
          "initContainers", "init container",
          "containers", "container",
          "ephemeralContainers", "ephemeral container",
          "volumes", "volume");

  /** Such as {@code init container setup}. */
  String where() {
    return WORDS.get(list) + " " + name;
  }

  /** All places of an object, in the order of a pod's life. */
  static List<NamedPlace> of(WorkloadKind kind, ObjectNode object) {
    ObjectNode spec = kind.podSpec(object);
    List<NamedPlace> found = new ArrayList<>();
    for (String list : List.of("initContainers", "containers", "ephemeralContainers")) {
      ArrayNode containers = Json.arrayAt(spec, list);
      for (int i = 0; i < containers.size(); i++) {
        JsonNode container = containers.get(i);
        found.add(
            new NamedPlace(
                list, i, Json.string(container, "name"), Json.string(container, "image")));
      }
    }
    ArrayNode volumes = Json.arrayAt(spec, "volumes");
    for (int i = 0; i < volumes.size(); i++) {
      JsonNode image = volumes.get(i).path("image");
      if (image.isObject()) {
        found.add(
            new NamedPlace(
                "volumes",
                i,
                Json.string(volumes.get(i), "name"),
                Json.string(image, "reference")));
      }
    }
    return found;
  }
}
