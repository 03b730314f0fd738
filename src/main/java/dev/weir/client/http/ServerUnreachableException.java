package dev.weir.client.http;

import java.io.IOException;

/** No answer came. The message is a whole sentence for the user (cli.md 1). */
public final class ServerUnreachableException extends IOException {
  public ServerUnreachableException(String message) {
    super(message);
  }

  static ServerUnreachableException refused(Endpoint endpoint) {
    return new ServerUnreachableException(
        "The connection to the server "
            + endpoint.server().getAuthority()
            + " was refused - did you specify the right host or port?");
  }

  static ServerUnreachableException because(String reason) {
    return new ServerUnreachableException("Unable to connect to the server: " + reason);
  }
}
