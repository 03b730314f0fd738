package dev.weir.platform.openshift.build.phase;

import dev.weir.resource.Json;
import tools.jackson.databind.node.ObjectNode;

/** What a build that waits for another one of its config says of that. Pure. */
public final class AwaitedTurn {
  private static final String REASON = "AwaitsTurn";

  private AwaitedTurn() {}

  private static String message(String other) {
    return "The build " + other + " of the same config comes first (spec.runPolicy).";
  }

  /** True if the build says that already. */
  public static boolean isSaid(ObjectNode build, String other) {
    return Json.string(Json.objectAt(build, "status"), "message").equals(message(other));
  }

  /** Says that another one comes first. */
  public static void say(ObjectNode build, String other) {
    Json.ensureObject(build, "status").put("reason", REASON).put("message", message(other));
  }

  /** The build waits for another one no more. */
  public static void forget(ObjectNode build) {
    ObjectNode status = Json.ensureObject(build, "status");
    if (Json.string(status, "reason").equals(REASON)) {
      status.remove("reason");
      status.remove("message");
    }
  }
}
