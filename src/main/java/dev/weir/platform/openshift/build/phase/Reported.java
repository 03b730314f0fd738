package dev.weir.platform.openshift.build.phase;

import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a builder may say of a build: its status, and that it has it. To which config and turn a
 * build belongs, who owns it and what holds it, stays as it is. Pure.
 */
public final class Reported {
  private static final List<String> KEPT =
      List.of("labels", "annotations", "ownerReferences", "finalizers");

  private Reported() {}

  /**
   * Takes what is no builder's to change out of what one sent.
   *
   * @param sent is changed
   */
  public static ObjectNode of(ObjectNode sent, ObjectNode old) {
    String builder = Meta.annotation(sent, BuildTakes.BUILDER);
    ObjectNode before = Json.objectAt(old, "metadata");
    for (String member : KEPT) {
      JsonNode kept = before.get(member);
      if (kept == null) {
        Meta.of(sent).remove(member);
      } else {
        Meta.of(sent).set(member, kept.deepCopy());
      }
    }
    if (!builder.isEmpty()) {
      Meta.setAnnotation(sent, BuildTakes.BUILDER, builder);
    }
    return sent;
  }
}
