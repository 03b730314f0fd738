package dev.weir.http;

import java.io.IOException;

/** The server stops and cannot wait any longer for the rest of a request. */
public final class ServerStopsException extends IOException {
  /** When another server may have taken its place. */
  public static final int RETRY_AFTER_SECONDS = 5;

  public ServerStopsException() {
    super("the server stops before the whole request has come; please send it again");
  }
}
