package dev.weir.client;

import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * No answer came, or none that can be read. Whether the server did what it was asked is not known:
 * ask again how things are before doing it again.
 */
public final class UnansweredException extends UncheckedIOException {
  public UnansweredException(IOException cause) {
    super(cause.getMessage(), cause);
  }

  /** With a sentence that names the server and what went wrong. */
  public UnansweredException(String message) {
    this(new IOException(message));
  }
}
