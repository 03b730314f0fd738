package dev.weir.cli.top;

import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * What is counted of an image; the rest of it, which may be long, is not kept.
 *
 * @param layers their digests, the base's first
 * @param blobs sizes of its layers, each once, and of its config
 * @param known true if its manifest and its layers are
 */
record TopImage(String name, List<String> layers, Map<String, Long> blobs, boolean known) {
  /** Layers that hold nothing, of which every image of old formats has some. */
  private static final Set<String> EMPTY =
      Set.of(
          "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
          "sha256:a3ed95caeb02ffe68cdd9fd84406680ae93d633cb16422d00e8a7c22955b46d4");

  TopImage {
    layers = List.copyOf(layers);
    blobs = Map.copyOf(blobs);
  }

  static TopImage of(JsonNode image) {
    List<JsonNode> layers = Json.arrayAt(image, "dockerImageLayers").valueStream().toList();
    Map<String, Long> blobs = new LinkedHashMap<>();
    for (JsonNode layer : layers) {
      blobs.putIfAbsent(Json.string(layer, "name"), layer.path("size").asLong(0));
    }
    String config = Json.string(image, "dockerImageConfig");
    if (!config.isEmpty() && image.path("dockerImageMetadata").isObject()) {
      String id = Json.string(Json.objectAt(image, "dockerImageMetadata"), "Id");
      blobs.putIfAbsent(id, (long) config.getBytes(StandardCharsets.UTF_8).length);
    }
    return new TopImage(
        Meta.name(image),
        layers.stream().map(layer -> Json.string(layer, "name")).toList(),
        blobs,
        !Json.string(image, "dockerImageManifest").isEmpty() && !layers.isEmpty());
  }

  long size() {
    return blobs.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Place of the uppermost layer that holds something; -1 if none does. */
  private int top() {
    int at = layers.size() - 1;
    while (at >= 0 && EMPTY.contains(layers.get(at))) {
      at--;
    }
    return at;
  }

  /** The uppermost layer that holds something; empty if none does. */
  String topLayer() {
    int top = top();
    return top < 0 ? "" : layers.get(top);
  }

  /** The layers beside that one. */
  List<String> layersBelow() {
    List<String> below = new ArrayList<>(layers);
    int top = top();
    if (top >= 0) {
      below.remove(top);
    }
    return below;
  }
}
