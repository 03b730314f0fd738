package dev.weir.apiserver.legacy;

import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** One object in its two forms, which differ in versions that stand in it (image-api.md 1.2). */
final class OldForm {
  private static final String METADATA = "dockerImageMetadata";
  private static final String METADATA_VERSION = "1.0";
  private static final String GROUP = "image.openshift.io/";

  private OldForm() {}

  /**
   * The older form of an object; a {@code Status} stays as it is.
   *
   * @param original the kind of the object
   * @param tree is changed
   */
  static ObjectNode of(ObjectNode tree, ResourceKind original, ResourceKind shown) {
    if (Json.string(tree, "apiVersion").equals(original.apiVersion())) {
      tree.put("apiVersion", shown.apiVersion());
    }
    if (hasImages(original)) {
      versions(tree, GROUP + METADATA_VERSION, METADATA_VERSION);
    }
    return tree;
  }

  /** The form that the kind has today; the tree is changed. */
  static ObjectNode today(ObjectNode tree, ResourceKind original) {
    tree.put("apiVersion", original.apiVersion());
    if (hasImages(original)) {
      versions(tree, METADATA_VERSION, GROUP + METADATA_VERSION);
    }
    return tree;
  }

  private static boolean hasImages(ResourceKind kind) {
    return kind.apiVersion().startsWith(GROUP);
  }

  /** Adds the address that objects carried then. */
  static void link(ObjectNode tree, String root, ResourceKind kind) {
    String name = Meta.name(tree);
    if (!name.isEmpty() && Json.string(tree, "kind").equals(kind.kind())) {
      String place = kind.namespaced() ? "/namespaces/" + Meta.namespace(tree) : "";
      Meta.of(tree).put("selfLink", root + place + "/" + kind.plural() + "/" + name);
    }
  }

  private static void versions(JsonNode node, String from, String to) {
    switch (node) {
      case ObjectNode object -> {
        if (object.get(METADATA) instanceof ObjectNode metadata
            && Json.string(metadata, "apiVersion").equals(from)) {
          metadata.put("apiVersion", to);
        }
        object.forEachEntry((_, member) -> versions(member, from, to));
      }
      case ArrayNode list -> list.forEach(item -> versions(item, from, to));
      default -> {}
    }
  }
}
