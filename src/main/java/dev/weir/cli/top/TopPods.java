package dev.weir.cli.top;

import dev.weir.reference.ImageReference;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** Who uses images: of each image that is named by its digest, what runs or waits to run. */
final class TopPods {
  private static final Set<String> ALIVE = Set.of("Running", "Pending");

  /** Annotations of pods and whose pods these are, the first that is there counts. */
  private static final List<Map.Entry<String, String>> OWNERS =
      List.of(
          Map.entry("openshift.io/build.name", "Build"),
          Map.entry("openshift.io/deployment.name", "Deployment"),
          Map.entry("openshift.io/deployer-pod.name", "Deployer"));

  private final Map<String, List<String>> users = new TreeMap<>();

  void add(JsonNode pod) {
    if (!ALIVE.contains(Json.string(Json.objectAt(pod, "status"), "phase"))) {
      return;
    }
    Set<String> images = new HashSet<>();
    for (JsonNode container : Json.arrayAt(Json.objectAt(pod, "spec"), "containers")) {
      images.add(digest(Json.string(container, "image")));
    }
    images.remove("");
    for (String image : images) {
      users.computeIfAbsent(image, _ -> new ArrayList<>()).add(owner(pod));
    }
  }

  private static String digest(String image) {
    try {
      return ImageReference.parse(image).id();
    } catch (IllegalArgumentException _) {
      return ""; // names nothing, and so no image that is known
    }
  }

  private static String owner(JsonNode pod) {
    for (var owner : OWNERS) {
      String name = Meta.annotation(pod, owner.getKey());
      if (!name.isEmpty()) {
        return owner.getValue() + ": " + Meta.namespace(pod) + "/" + name;
      }
    }
    return "<unknown>";
  }

  List<String> of(String image) {
    return users.getOrDefault(image, List.of()).stream().sorted().toList();
  }
}
