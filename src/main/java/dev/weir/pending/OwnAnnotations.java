package dev.weir.pending;

import dev.weir.resource.Json;
import dev.weir.resource.Spelling;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * All annotations of Weir's own, and what there is to say to somebody who writes one that is none
 * of them: it would be kept, and nothing would come of it. Pure.
 */
public final class OwnAnnotations {
  private static final String PREFIX = "weir.dev/";

  /** Without the prefix; whoever adds an annotation adds it here. */
  private static final Set<String> KNOWN =
      new TreeSet<>(
          Set.of(
              "artifact-type",
              "builder",
              "cause",
              "check-interval",
              "damaged",
              "freshness",
              "held-image",
              "history-left",
              "hold",
              "keep",
              "lost",
              "minimum-age",
              "mirror-limit",
              "recreate",
              "taken-by",
              "upstream",
              "window"));

  /** Those that no user writes. */
  private static final Set<String> OF_SERVERS =
      Set.of(
          "artifact-type",
          "cause",
          "damaged",
          "held-image",
          "history-left",
          "lost",
          "taken-by",
          "window");

  private OwnAnnotations() {}

  /** True of an annotation that means something to Weir. */
  public static boolean isKnown(String annotation) {
    return annotation.startsWith(PREFIX) && KNOWN.contains(annotation.substring(PREFIX.length()));
  }

  /** A sentence for each that is none, in an object, its tags or its one tag. */
  public static List<String> remarks(ObjectNode object) {
    List<String> all = new ArrayList<>();
    look("metadata.annotations.", Json.objectAt(object, "metadata"), all);
    look("tag.annotations.", Json.objectAt(object, "tag"), all);
    for (JsonNode tag : Json.arrayAt(Json.objectAt(object, "spec"), "tags")) {
      look("spec.tags[" + Json.string(tag, "name") + "].annotations.", tag, all);
    }
    return all;
  }

  private static void look(String place, JsonNode annotated, List<String> all) {
    Json.objectAt(annotated, "annotations")
        .propertyNames()
        .forEach(
            name -> {
              if (name.startsWith(PREFIX) && !isKnown(name)) {
                all.add(place + name + ": " + remark(name.substring(PREFIX.length())));
              }
            });
  }

  private static String remark(String word) {
    String nearest =
        KNOWN.stream()
            .filter(known -> !OF_SERVERS.contains(known))
            .min(Comparator.comparingInt(known -> Spelling.distance(known, word)))
            .orElseThrow();
    return "nothing comes of it, as Weir has no such annotation; the nearest one is "
        + PREFIX
        + nearest;
  }
}
