package dev.weir.http;

import java.io.IOException;

/** The server holds as many bytes for this caller, or for all, as it may; later there is room. */
public final class NoRoomException extends IOException {
  /** When to try again. */
  public static final int RETRY_AFTER_SECONDS = 1;

  public NoRoomException() {
    super(
        "too many large requests are in memory already, for this user or for all; please try again"
            + " later");
  }
}
