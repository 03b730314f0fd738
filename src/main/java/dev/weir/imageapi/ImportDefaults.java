package dev.weir.imageapi;

import dev.weir.imagestream.ImportPolicy;
import dev.weir.imagestream.SpecTag;
import dev.weir.reference.ImageReference;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What an ImageStreamImport says without being told (image-api.md 2.5). */
final class ImportDefaults {
  private ImportDefaults() {}

  /** A copy with the defaults, as the answer shows it. */
  static ObjectNode filled(ObjectNode body) {
    ObjectNode whole = body.deepCopy();
    whole.put("apiVersion", Kinds.IMAGE_STREAM_IMPORT.apiVersion());
    whole.put("kind", Kinds.IMAGE_STREAM_IMPORT.kind());
    ObjectNode spec = Json.ensureObject(whole, "spec");
    if (!spec.has("import")) {
      spec.put("import", false);
    }
    if (spec.get("repository") instanceof ObjectNode repository) {
      policies(repository);
    }
    for (JsonNode image : Json.arrayAt(spec, "images")) {
      if (image instanceof ObjectNode item) {
        policies(item);
        target(item);
      }
    }
    return whole;
  }

  private static void policies(ObjectNode item) {
    ObjectNode policy = Json.ensureObject(item, "importPolicy");
    if (Json.string(policy, "importMode").isEmpty()) {
      policy.put("importMode", ImportPolicy.LEGACY);
    }
    ObjectNode reference = Json.ensureObject(item, "referencePolicy");
    if (Json.string(reference, "type").isEmpty()) {
      reference.put("type", SpecTag.SOURCE);
    }
  }

  /** The tag that the source spells out; {@code latest} is not implied. */
  private static void target(ObjectNode item) {
    if (item.get("to") instanceof ObjectNode) {
      return;
    }
    try {
      String tag = ImageReference.parse(Json.string(Json.objectAt(item, "from"), "name")).tag();
      if (!tag.isEmpty()) {
        item.putObject("to").put("name", tag);
      }
    } catch (IllegalArgumentException _) {
      // said in the item's status
    }
  }
}
