package dev.weir.console.image;

import dev.weir.resource.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * A step in which an image was built.
 *
 * @param made what made it, as the builder wrote it down; empty if nothing tells
 * @param layer what it brought; empty of a step that only changed the configuration
 */
public record Step(String made, Optional<Layer> layer) {
  /**
   * A layer.
   *
   * @param size bytes, as it is sent
   */
  public record Layer(String digest, long size) {}

  /**
   * The steps of an image: each line of its history, with the layer that it brought. A history that
   * does not fit the layers tells nothing of any.
   *
   * @param layers base first
   * @param history of the configuration; oldest first
   */
  static List<Step> of(List<Layer> layers, List<JsonNode> history) {
    long bringing = history.stream().filter(Step::bringsLayer).count();
    if (bringing != layers.size()) {
      return layers.stream().map(layer -> new Step("", Optional.of(layer))).toList();
    }
    List<Step> steps = new ArrayList<>();
    int next = 0;
    for (JsonNode line : history) {
      boolean brings = bringsLayer(line);
      Optional<Layer> layer = brings ? Optional.of(layers.get(next)) : Optional.empty();
      steps.add(new Step(made(line), layer));
      next += brings ? 1 : 0;
    }
    return List.copyOf(steps);
  }

  private static boolean bringsLayer(JsonNode line) {
    return !line.path("empty_layer").asBoolean(false);
  }

  private static String made(JsonNode line) {
    String by = Json.string(line, "created_by").strip();
    return by.isEmpty() ? Json.string(line, "comment").strip() : by;
  }
}
