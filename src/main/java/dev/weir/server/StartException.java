package dev.weir.server;

/** The server cannot start here; the message is the sentence that the user reads. */
final class StartException extends RuntimeException {
  StartException(String message) {
    super(message);
  }

  StartException(String message, Throwable cause) {
    super(message, cause);
  }
}
