package dev.weir.remote;

/** How a registry is reached (image-api.md 5.4). */
public enum TransportPolicy {
  /** TLS with a certificate that checks out; never anything else, loopback included. */
  SECURE,
  /** TLS with any certificate; plain HTTP only if no TLS connection can be made. */
  INSECURE;

  /** What is allowed where a stream says that its registry may be insecure, or does not. */
  public static TransportPolicy of(boolean insecure) {
    return insecure ? INSECURE : SECURE;
  }

  boolean verifyTls() {
    return this == SECURE;
  }
}
