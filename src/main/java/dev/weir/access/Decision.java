package dev.weir.access;

/** The authorizer's answer. */
public sealed interface Decision {
  /**
   * Allowed.
   *
   * @param reason such as the binding that allows it
   */
  record Allowed(String reason) implements Decision {}

  /**
   * Not allowed.
   *
   * @param reason a sentence: who cannot do what
   * @param detail why that is so where it is not just that nothing allows it; mostly empty
   */
  record Denied(String reason, String detail) implements Decision {
    /** Not allowed because nothing allows it. */
    public Denied(String reason) {
      this(reason, "");
    }
  }

  default boolean isAllowed() {
    return this instanceof Allowed;
  }

  String reason();
}
