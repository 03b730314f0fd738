package dev.weir.objects;

import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import tools.jackson.databind.node.ObjectNode;

/** Objects that somebody wants to clean up after stay, marked, until nobody does any more. */
public final class Finalizers {
  private Finalizers() {}

  /** The object, marked as being deleted unless it is already. */
  static ObjectNode mark(ObjectNode object, Instant now) {
    ObjectNode meta = Meta.of(object);
    if (!meta.has("deletionTimestamp")) {
      meta.put("deletionTimestamp", now.truncatedTo(ChronoUnit.SECONDS).toString());
      meta.put("deletionGracePeriodSeconds", 0);
    }
    return object;
  }

  /** Marked, and no finalizer is left: it can go. */
  static boolean isGone(ObjectNode object) {
    return isTerminating(object)
        && Json.arrayAt(Meta.of(object), "finalizers").isEmpty()
        && Json.arrayAt(Json.objectAt(object, "spec"), "finalizers").isEmpty();
  }

  /** Marked as being deleted. */
  public static boolean isTerminating(ObjectNode object) {
    return Json.objectAt(object, "metadata").has("deletionTimestamp");
  }
}
