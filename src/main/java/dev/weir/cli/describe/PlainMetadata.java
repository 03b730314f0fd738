package dev.weir.cli.describe;

import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import tools.jackson.databind.JsonNode;

/**
 * The first lines about an object of Kubernetes' own kinds, which {@code oc} leaves as they are.
 */
final class PlainMetadata {
  private PlainMetadata() {}

  static String of(JsonNode object, boolean namespace) {
    JsonNode metadata = Json.objectAt(object, "metadata");
    return "Name:\t"
        + Meta.name(object)
        + "\n"
        + (namespace ? "Namespace:\t" + Meta.namespace(object) + "\n" : "")
        + lines("Labels:", Json.objectAt(metadata, "labels"), (key, value) -> key + "=" + value)
        + lines(
            "Annotations:",
            Json.objectAt(metadata, "annotations"),
            (key, value) -> key + ": " + value);
  }

  private static String lines(String title, JsonNode map, BinaryOperator<String> line) {
    if (map.isEmpty()) {
      return title + "\t<none>\n";
    }
    var sorted = new TreeMap<String, String>();
    map.forEachEntry((key, value) -> sorted.put(key, value.asString("")));
    StringBuilder text = new StringBuilder(title);
    sorted.forEach((key, value) -> text.append('\t').append(line.apply(key, value)).append('\n'));
    return text.toString();
  }
}
