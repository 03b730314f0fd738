package dev.weir.access.seal;

/** A sealed value cannot be opened; the message names its place, never its content. */
public final class SealException extends RuntimeException {
  public SealException(String message) {
    super(message);
  }

  public SealException(String message, Throwable cause) {
    super(message, cause);
  }
}
