package dev.weir.cli.describe;

import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** The lines about metadata that every description begins with; cells end with tabs. */
final class MetadataText {
  private static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

  private MetadataText() {}

  static String created(JsonNode object) {
    return Json.string(Json.objectAt(object, "metadata"), "creationTimestamp");
  }

  /**
   * {@code Labels:} or {@code Annotations:}, sorted, one a line; {@code <none>} if there are none.
   */
  static String map(String title, Map<String, String> values) {
    Map<String, String> sorted = new TreeMap<>(values);
    sorted.remove(LAST_APPLIED);
    if (sorted.isEmpty()) {
      return title + ":\t<none>\n";
    }
    List<String> lines = new ArrayList<>();
    sorted.forEach((key, value) -> lines.add(key + "=" + value));
    return title + ":\t" + String.join("\n\t", lines) + "\n";
  }

  /** Annotations, with the description lifted into a line of its own before them. */
  static String annotations(JsonNode object) {
    Map<String, String> annotations = new TreeMap<>(Meta.annotations(object));
    String description = annotations.remove("description");
    return (description == null ? "" : "Description:\t" + description + "\n")
        + map("Annotations", annotations);
  }
}
