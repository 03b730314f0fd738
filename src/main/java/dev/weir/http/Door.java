package dev.weir.http;

import java.io.IOException;

/** What answers requests: one for each protocol. */
public interface Door {
  /**
   * Answers one request completely. Exceptions that leave this method end the connection; a door
   * turns refusals into its protocol's own form before.
   */
  void handle(Exchange exchange) throws IOException, InterruptedException;
}
