package dev.weir.console.doing;

import dev.weir.imagestream.TagEvent;
import dev.weir.resource.ApiObject;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/**
 * What an import found.
 *
 * @param images what each tag is at its registry
 * @param failures what was not found, in sentences
 * @param more how many tags the repository has beyond those
 */
record ImportFindings(Map<String, TagEvent> images, List<String> failures, int more) {
  static ImportFindings of(ApiObject answer) {
    JsonNode status = Json.objectAt(answer.tree(), "status");
    JsonNode repository = Json.objectAt(status, "repository");
    Map<String, TagEvent> images = new TreeMap<>();
    List<String> failures = new ArrayList<>();
    JsonNode asked = answer.tree().at("/spec/images");
    int at = 0;
    for (JsonNode image : Json.arrayAt(status, "images")) {
      read(Json.string(Json.objectAt(asked.path(at++), "to"), "name"), image, images, failures);
    }
    for (JsonNode image : Json.arrayAt(repository, "images")) {
      read(Json.string(image, "tag"), image, images, failures);
    }
    JsonNode whole = Json.objectAt(repository, "status");
    if (Json.string(whole, "status").equals("Failure")) {
      failures.add("The repository: " + Json.string(whole, "message"));
    }
    return new ImportFindings(images, failures, Json.arrayAt(repository, "additionalTags").size());
  }

  private static void read(
      String tag, JsonNode result, Map<String, TagEvent> images, List<String> failures) {
    JsonNode status = Json.objectAt(result, "status");
    if (Json.string(status, "status").equals("Failure")) {
      failures.add("Tag " + tag + ": " + Json.string(status, "message"));
      return;
    }
    if (result.path("image").isObject()) {
      JsonNode image = result.path("image");
      images.put(
          tag,
          new TagEvent(
              Instant.EPOCH, Json.string(image, "dockerImageReference"), Meta.name(image), 0));
    }
  }
}
