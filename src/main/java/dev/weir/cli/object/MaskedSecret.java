package dev.weir.cli.object;

import dev.weir.cli.cluster.SavedConfig;
import dev.weir.resource.Json;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Hides the values of a secret in a comparison, but not which of them differ. */
final class MaskedSecret {
  private static final String MASK = "***";

  private MaskedSecret() {}

  /** Changes both objects, if they are secrets. */
  static void mask(ObjectNode live, ObjectNode merged) {
    if (!Json.string(merged, "kind").equals("Secret")
        || !Json.string(merged, "apiVersion").equals("v1")) {
      return;
    }
    ObjectNode before = Json.objectAt(live, "data");
    ObjectNode after = Json.objectAt(merged, "data");
    for (String key : List.copyOf(after.propertyNames())) {
      JsonNode old = before.path(key);
      boolean differs = !old.isMissingNode() && !old.equals(after.path(key));
      if (!old.isMissingNode()) {
        before.put(key, MASK + (differs ? " (before)" : ""));
      }
      after.put(key, MASK + (differs ? " (after)" : ""));
    }
    for (String key : List.copyOf(before.propertyNames())) {
      if (!after.has(key)) {
        before.put(key, MASK);
      }
    }
    maskApplied(live);
    maskApplied(merged);
  }

  /** The annotation holds the values once more. */
  private static void maskApplied(ObjectNode object) {
    ObjectNode annotations = Json.objectAt(Json.objectAt(object, "metadata"), "annotations");
    if (annotations.has(SavedConfig.ANNOTATION)) {
      annotations.put(SavedConfig.ANNOTATION, MASK);
    }
  }
}
