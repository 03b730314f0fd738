package dev.weir.objects.meta;

import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Objects that somebody wants to clean up after stay, marked, until nobody does any more. */
public final class Finalizers {
  /** The owner goes when what it owns has gone. */
  public static final String FOREGROUND = "foregroundDeletion";

  /** The owner goes when what it owned is nobody's any more. */
  public static final String ORPHAN = "orphan";

  private Finalizers() {}

  /** Makes an object that is to be deleted wait for what shall happen to those that it owns. */
  public static void await(ObjectNode object, Propagation propagation) {
    if (propagation == Propagation.USUAL) {
      return;
    }
    ObjectNode meta = Meta.of(object);
    List<String> kept =
        names(object).stream().filter(f -> !f.equals(FOREGROUND) && !f.equals(ORPHAN)).toList();
    meta.remove("finalizers");
    List<String> all = new ArrayList<>(kept);
    if (propagation == Propagation.FOREGROUND) {
      all.add(FOREGROUND);
    } else if (propagation == Propagation.ORPHAN) {
      all.add(ORPHAN);
    }
    if (!all.isEmpty()) {
      all.forEach(meta.putArray("finalizers")::add);
    }
  }

  /** The finalizers of an object. */
  public static List<String> names(ObjectNode object) {
    return Json.arrayAt(Json.objectAt(object, "metadata"), "finalizers")
        .valueStream()
        .map(finalizer -> finalizer.asString(""))
        .toList();
  }

  /** Takes a finalizer away from a tree of the caller's own. */
  public static ObjectNode without(ObjectNode object, String finalizer) {
    List<String> kept = names(object).stream().filter(f -> !f.equals(finalizer)).toList();
    Meta.of(object).remove("finalizers");
    if (!kept.isEmpty()) {
      kept.forEach(Meta.of(object).putArray("finalizers")::add);
    }
    return object;
  }

  /** The object, marked as being deleted unless it is already. */
  public static ObjectNode mark(ObjectNode object, Instant now) {
    ObjectNode meta = Meta.of(object);
    if (!meta.has("deletionTimestamp")) {
      meta.put("deletionTimestamp", now.truncatedTo(ChronoUnit.SECONDS).toString());
      meta.put("deletionGracePeriodSeconds", 0);
    }
    return object;
  }

  /** Marked, and no finalizer is left: it can go. */
  public static boolean isGone(ObjectNode object) {
    return isTerminating(object)
        && Json.arrayAt(Meta.of(object), "finalizers").isEmpty()
        && Json.arrayAt(Json.objectAt(object, "spec"), "finalizers").isEmpty();
  }

  /** Marked as being deleted. */
  public static boolean isTerminating(ObjectNode object) {
    return Json.objectAt(object, "metadata").has("deletionTimestamp");
  }
}
