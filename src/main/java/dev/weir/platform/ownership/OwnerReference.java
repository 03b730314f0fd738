package dev.weir.platform.ownership;

import dev.weir.resource.Json;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * An entry of {@code metadata.ownerReferences}.
 *
 * @param group of the owner's kind; empty for the core group
 * @param blocks the owner waits for the object to go
 */
record OwnerReference(String group, String kind, String name, String uid, boolean blocks) {
  /** The owners that an object names. */
  static List<OwnerReference> of(JsonNode object) {
    return Json.arrayAt(Json.objectAt(object, "metadata"), "ownerReferences")
        .valueStream()
        .map(OwnerReference::read)
        .toList();
  }

  private static OwnerReference read(JsonNode reference) {
    String version = Json.string(reference, "apiVersion");
    int slash = version.indexOf('/');
    return new OwnerReference(
        slash < 0 ? "" : version.substring(0, slash),
        Json.string(reference, "kind"),
        Json.string(reference, "name"),
        Json.string(reference, "uid"),
        reference.path("blockOwnerDeletion").asBoolean(false));
  }
}
