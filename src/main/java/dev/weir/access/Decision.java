package dev.weir.access;

/** The authorizer's answer. */
public sealed interface Decision {
  record Allowed(String reason) implements Decision {}

  record Denied(String reason) implements Decision {}

  default boolean isAllowed() {
    return this instanceof Allowed;
  }

  String reason();
}
