package dev.weir.cli.object;

import dev.weir.cli.cluster.Cluster;
import dev.weir.cli.cluster.ObjectName;
import dev.weir.cli.cluster.Writes;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import dev.weir.resource.StatusException;
import java.io.IOException;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Patches a live object without losing what others write at the same time: a patch with lists holds
 * only for the version that it was made for, and is made again for a newer one.
 */
record Changes(Cluster cluster, Writes writes, ObjectName name, String namespace) {
  private static final int ATTEMPTS = 20;
  private static final int CONFLICT = 409;

  /** What a change came to. */
  record Outcome(ObjectNode object, boolean changed) {}

  /**
   * Patches the object.
   *
   * @param live the object as it was read last
   * @param patch makes the merge patch for a live object; an empty one changes nothing
   */
  Outcome apply(ObjectNode live, UnaryOperator<ObjectNode> patch) throws IOException {
    ObjectNode now = live;
    for (int attempt = 1; ; attempt++) {
      ObjectNode change = patch.apply(now);
      if (change.isEmpty()) {
        return new Outcome(now, false);
      }
      boolean conditional = !Meta.of(change.deepCopy()).has("resourceVersion") && hasList(change);
      if (conditional) {
        Json.ensureObject(change, "metadata").put("resourceVersion", Meta.resourceVersion(now));
      }
      try {
        return new Outcome(
            writes.patch(
                name.kind(), namespace, name.name(), "application/merge-patch+json", change),
            true);
      } catch (StatusException e) {
        if (e.status().code() != CONFLICT || attempt == ATTEMPTS || !conditional) {
          throw e;
        }
      }
      now = cluster.get(name.kind(), namespace, name.name());
    }
  }

  private static boolean hasList(JsonNode patch) {
    return patch.isArray() || patch.valueStream().anyMatch(Changes::hasList);
  }
}
