package dev.weir.server.config;

/** The server cannot start here; the message is the sentence that the user reads. */
public final class StartException extends RuntimeException {
  public StartException(String message) {
    super(message);
  }

  public StartException(String message, Throwable cause) {
    super(message, cause);
  }
}
