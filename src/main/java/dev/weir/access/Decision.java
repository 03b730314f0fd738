package dev.weir.access;

/**
 * The authorizer's answer. {@link Authorizer#require} and its like are how it is acted upon: what
 * is not {@link Allowed} is never done.
 */
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

  /**
   * It cannot be told now whether it is allowed: who decides cannot be asked.
   *
   * @param reason a clause such as {@code the cluster's API server does not answer}; told to the
   *     caller, who may be anybody
   */
  record Unknown(String reason) implements Decision {}

  default boolean isAllowed() {
    return this instanceof Allowed;
  }

  String reason();
}
