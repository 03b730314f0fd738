package dev.weir.trigger;

import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The newest pull spec of each tag of each stream. Safe for several threads. */
final class TagImages {
  private final Map<String, Map<String, String>> byStream = new HashMap<>();

  /**
   * Takes in a stream as it is now; returns the tags whose pull spec is another one than before.
   */
  synchronized List<Trigger.TagKey> put(ObjectNode stream) {
    String namespace = Meta.namespace(stream);
    String name = Meta.name(stream);
    Map<String, String> now = pullSpecs(stream);
    Map<String, String> before = byStream.put(key(stream), now);
    return now.entrySet().stream()
        .filter(e -> before == null || !e.getValue().equals(before.get(e.getKey())))
        .map(e -> new Trigger.TagKey(namespace, name, e.getKey()))
        .toList();
  }

  synchronized void remove(ObjectNode stream) {
    byStream.remove(key(stream));
  }

  /** Forgets streams whose keys are not among these. */
  synchronized void retain(Set<String> keys) {
    byStream.keySet().retainAll(keys);
  }

  static String key(ObjectNode stream) {
    return Meta.namespace(stream) + "/" + Meta.name(stream);
  }

  synchronized Optional<String> find(Trigger.TagKey tag) {
    return Optional.ofNullable(
        byStream.getOrDefault(tag.namespace() + "/" + tag.stream(), Map.of()).get(tag.tag()));
  }

  /**
   * The pull spec of each tag that has an event: the event's own, or for policy {@code Local} the
   * integrated registry's (controllers-and-access.md 2.4).
   */
  static Map<String, String> pullSpecs(ObjectNode stream) {
    ObjectNode status = Json.objectAt(stream, "status");
    Set<String> local = new HashSet<>();
    for (JsonNode tag : Json.arrayAt(Json.objectAt(stream, "spec"), "tags")) {
      if (Json.string(Json.objectAt(tag, "referencePolicy"), "type").equals("Local")) {
        local.add(Json.string(tag, "name"));
      }
    }
    String repository = Json.string(status, "dockerImageRepository");
    Map<String, String> found = new LinkedHashMap<>();
    for (JsonNode tag : Json.arrayAt(status, "tags")) {
      JsonNode event = Json.arrayAt(tag, "items").path(0);
      String image = Json.string(event, "image");
      String name = Json.string(tag, "tag");
      String spec =
          local.contains(name) && !image.isEmpty() && !repository.isEmpty()
              ? repository + "@" + image
              : Json.string(event, "dockerImageReference");
      if (!spec.isEmpty()) {
        found.put(name, spec);
      }
    }
    return found;
  }
}
