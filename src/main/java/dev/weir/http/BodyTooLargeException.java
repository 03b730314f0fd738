package dev.weir.http;

import java.io.IOException;

/** The body is longer than the server reads. */
public final class BodyTooLargeException extends IOException {
  private final int limit;

  public BodyTooLargeException(int limit) {
    super("the request body is larger than " + limit + " bytes");
    this.limit = limit;
  }

  public int limit() {
    return limit;
  }
}
