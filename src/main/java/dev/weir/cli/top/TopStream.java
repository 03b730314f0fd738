package dev.weir.cli.top;

import dev.weir.imagestream.RemoteTagOrder;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/**
 * What is counted of an image stream.
 *
 * @param name {@code NAMESPACE/NAME}
 * @param tags of each image that a tag is now, those tags
 */
record TopStream(String name, Map<String, List<String>> tags) {
  TopStream {
    tags = Map.copyOf(tags);
  }

  static TopStream of(JsonNode stream) {
    Map<String, List<String>> tags = new TreeMap<>();
    for (JsonNode tag : Json.arrayAt(Json.objectAt(stream, "status"), "tags")) {
      JsonNode newest = Json.arrayAt(tag, "items").path(0);
      if (newest.isObject()) {
        tags.computeIfAbsent(Json.string(newest, "image"), _ -> new ArrayList<>())
            .add(Json.string(tag, "tag"));
      }
    }
    return new TopStream(Meta.namespace(stream) + "/" + Meta.name(stream), tags);
  }

  /** The stream and those of its tags that are an image, such as {@code shop/app (latest,v1)}. */
  String shownFor(String image) {
    List<String> sorted = RemoteTagOrder.sort(tags.getOrDefault(image, List.of()));
    return name + " (" + String.join(",", sorted) + ")";
  }
}
