package dev.weir.importing.age;

import dev.weir.imagestream.TagSource;
import dev.weir.imagestream.age.MinimumAge;
import dev.weir.resource.Json;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Tells whoever lets a tag wait that waits for nothing, since it follows no other registry. Pure.
 */
public final class AgeRemarks {
  private static final int MOST = 20;

  private AgeRemarks() {}

  /** What there is to say of an ImageStream, an ImageStreamTag or an ImageTag. */
  public static List<String> of(ObjectNode object) {
    List<String> all = new ArrayList<>();
    switch (Json.string(object, "kind")) {
      case "ImageStreamTag" -> add("metadata", object.path("metadata"), object.path("tag"), all);
      case "ImageTag" -> add("spec", object.path("spec"), object.path("spec"), all);
      default ->
          Json.arrayAt(Json.objectAt(object, "spec"), "tags")
              .forEach(tag -> add("spec.tags[" + Json.string(tag, "name") + "]", tag, tag, all));
    }
    return all;
  }

  private static void add(String at, JsonNode holder, JsonNode tag, List<String> to) {
    String age = Json.string(holder.path("annotations"), MinimumAge.ANNOTATION);
    if (to.size() < MOST && MinimumAge.of(age, "").isSet() && !followsARegistry(tag)) {
      to.add(
          "%s.annotations.%s: the tag follows no other registry, and waits for nothing"
              .formatted(at, MinimumAge.ANNOTATION));
    }
  }

  private static boolean followsARegistry(JsonNode tag) {
    return Json.string(tag.path("from"), "kind").equals(TagSource.DOCKER_IMAGE)
        && !tag.path("reference").asBoolean(false);
  }
}
