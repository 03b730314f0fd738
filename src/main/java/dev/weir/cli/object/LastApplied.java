package dev.weir.cli.object;

import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import dev.weir.resource.YamlDocuments;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/** The annotation that remembers what was applied, as kubectl and oc write it. */
final class LastApplied {
  static final String ANNOTATION = "kubectl.kubernetes.io/last-applied-configuration";

  private LastApplied() {}

  /** Writes the object, without the annotation itself, into its own annotation; members sorted. */
  static void save(ObjectNode object) {
    ObjectNode copy = object.deepCopy();
    ObjectNode annotations = Json.ensureObject(Meta.of(copy), "annotations");
    annotations.remove(ANNOTATION);
    Meta.setAnnotation(object, ANNOTATION, Json.text(YamlDocuments.sorted(copy)) + "\n");
  }

  /** What was applied last; empty if nothing was, or it cannot be read. */
  static Optional<ObjectNode> of(ObjectNode live) {
    String text = Meta.annotation(live, ANNOTATION);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Json.parse(text) instanceof ObjectNode object ? Optional.of(object) : Optional.empty();
    } catch (JacksonException _) {
      return Optional.empty();
    }
  }
}
