package dev.weir.cli.cluster;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.Flags;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import dev.weir.resource.YamlDocuments;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/** The annotation that remembers what the user said, for a later {@code apply} (cli.md 8). */
public final class SavedConfig {
  public static final String ANNOTATION = "kubectl.kubernetes.io/last-applied-configuration";

  private SavedConfig() {}

  /** Declares {@code --save-config}. */
  public static Flags declare(Flags flags) {
    return flags.flag("--save-config", "Keep the object in an annotation, for a later apply.");
  }

  /** True if the user asked for it. */
  public static boolean isWanted(Call call) {
    return call.flag("--save-config");
  }

  /**
   * Before a create or replace: remembers the object if the user asked for it, or if it remembers
   * something already, which would be wrong from now on (as kubectl does).
   */
  public static void keep(Call call, ObjectNode object) {
    if (isWanted(call) || !Meta.annotation(object, ANNOTATION).isEmpty()) {
      save(object);
    }
  }

  /** Writes the object, without the annotation itself, into its own annotation; members sorted. */
  public static void save(ObjectNode object) {
    ObjectNode copy = object.deepCopy();
    ObjectNode annotations = Json.ensureObject(Meta.of(copy), "annotations");
    annotations.remove(ANNOTATION);
    Meta.setAnnotation(object, ANNOTATION, Json.text(YamlDocuments.sorted(copy)) + "\n");
  }

  /** What was said last; empty if nothing was, or it cannot be read. */
  public static Optional<ObjectNode> of(ObjectNode live) {
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
