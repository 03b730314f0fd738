package dev.weir.resource;

import tools.jackson.databind.node.ObjectNode;

/** Fills members that a client left out. A member that is {@code null} counts as left out. */
public final class Defaults {
  private Defaults() {}

  private static boolean absent(ObjectNode object, String member) {
    return object.path(member).isMissingNode() || object.path(member).isNull();
  }

  /** As {@link #number}; an empty text counts as left out too. */
  public static void text(ObjectNode object, String member, String value) {
    if (absent(object, member)
        || (Json.string(object, member).isEmpty() && object.path(member).isString())) {
      object.put(member, value);
    }
  }

  public static void number(ObjectNode object, String member, int value) {
    if (absent(object, member)) {
      object.put(member, value);
    }
  }

  public static void flag(ObjectNode object, String member, boolean value) {
    if (absent(object, member)) {
      object.put(member, value);
    }
  }

  /** Puts an empty object. */
  public static void object(ObjectNode object, String member) {
    if (absent(object, member)) {
      object.putObject(member);
    }
  }

  /** Takes away members that are {@code null}. */
  public static void dropNulls(ObjectNode object, String... members) {
    for (String member : members) {
      if (object.path(member).isNull()) {
        object.remove(member);
      }
    }
  }
}
