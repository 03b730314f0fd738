package dev.weir.access;

import dev.weir.resource.ApiStatus;
import dev.weir.resource.Json;
import tools.jackson.databind.node.ObjectNode;

/** What is said to those who may not, or of whom it cannot be told: the one place of such words. */
public final class Denials {
  private static final int RETRY_AFTER_SECONDS = 1;

  private Denials() {}

  /** Who cannot do what, in Kubernetes' own wording, which scripts look for. */
  public static String sentence(User user, Attributes wanted) {
    String who = "User \"" + user.name() + "\" cannot " + wanted.verb();
    if (!wanted.isResource()) {
      return who + " path \"" + wanted.path() + "\"";
    }
    String where =
        wanted.namespace().isEmpty()
            ? " at the cluster scope"
            : " in the namespace \"" + wanted.namespace() + "\"";
    return who
        + " resource \""
        + wanted.fullResource()
        + "\" in API group \""
        + wanted.group()
        + "\""
        + where;
  }

  /**
   * The same in the words of somebody who pushes and pulls.
   *
   * @param detail why that is so where it is not just that nothing allows it; may be empty
   */
  public static String inProject(User user, Attributes wanted, String detail) {
    String object = wanted.name().isEmpty() ? "" : " \"" + wanted.name() + "\"";
    String place =
        wanted.namespace().isEmpty()
            ? " at the cluster scope"
            : " in project \"" + wanted.namespace() + "\"";
    return "user \""
        + user.name()
        + "\" cannot "
        + wanted.verb()
        + " "
        + wanted.fullResource()
        + object
        + place
        + (detail.isEmpty() ? "" : ": " + detail);
  }

  /**
   * The refusal of an API.
   *
   * @param reason the sentence of {@link Decision.Denied}
   */
  public static ApiStatus forbidden(Attributes wanted, String reason) {
    if (!wanted.isResource()) {
      return ApiStatus.forbidden("forbidden: " + reason);
    }
    ObjectNode details = Json.object();
    if (!wanted.name().isEmpty()) {
      details.put("name", wanted.name());
    }
    if (!wanted.group().isEmpty()) {
      details.put("group", wanted.group());
    }
    String message = object(wanted) + " is forbidden: " + reason;
    return new ApiStatus(403, "Forbidden", message, details.put("kind", wanted.resource()));
  }

  /**
   * Nothing is done of which it cannot be told whether it may be.
   *
   * @param reason of {@link Decision.Unknown}
   */
  public static ApiStatus undecided(Attributes wanted, String reason) {
    String what = wanted.isResource() ? object(wanted) : "path \"" + wanted.path() + "\"";
    return later(
        "whether the right to %s %s is held cannot be told now: %s; nothing was done, try again later"
            .formatted(wanted.verb(), what, reason));
  }

  /**
   * Nothing is done for somebody of whom it cannot be told who it is.
   *
   * @param reason of {@link Recognition.Unasked}
   */
  public static ApiStatus unrecognised(String reason) {
    return later("who calls cannot be told now: " + reason + "; nothing was done, try again later");
  }

  private static ApiStatus later(String message) {
    return ApiStatus.unavailable(message, RETRY_AFTER_SECONDS);
  }

  private static String object(Attributes wanted) {
    return (wanted.group().isEmpty() ? wanted.resource() : wanted.resource() + "." + wanted.group())
        + (wanted.name().isEmpty() ? "" : " \"" + wanted.name() + "\"");
  }
}
