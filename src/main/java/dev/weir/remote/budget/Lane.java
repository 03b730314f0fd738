package dev.weir.remote.budget;

/** What is in short supply; the two do not wait for one another. */
public enum Lane {
  /** A question whose answer is small: a manifest, a list, whether there is a blob. */
  REQUEST,
  /** Bytes of a blob, for as long as they take. */
  BODY
}
