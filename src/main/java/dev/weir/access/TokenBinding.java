package dev.weir.access;

/** What a service account's token is bound to: it ends with that object, if not before. */
public sealed interface TokenBinding {
  /** Bound to its account only. */
  record AccountOnly() implements TokenBinding {}

  /**
   * Bound to an object of the account's namespace too.
   *
   * @param kind {@code Secret} or {@code Pod}
   */
  record BoundObject(String kind, String name, String uid) implements TokenBinding {}

  /** Bound to the secret that keeps it, and valid only as long as it stands there. */
  record KeptIn(String secret) implements TokenBinding {}
}
