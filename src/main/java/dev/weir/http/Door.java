package dev.weir.http;

import java.io.IOException;
import java.util.Set;

/** What answers requests: one for each protocol. */
public interface Door {
  /**
   * Answers one request completely. Exceptions that leave this method end the connection; a door
   * turns refusals into its protocol's own form before.
   */
  void handle(Exchange exchange) throws IOException, InterruptedException;

  /** Methods that are answered where this is a page among others. */
  default Set<String> methods() {
    return Set.of("GET", "HEAD");
  }

  /**
   * Whether a page says itself who may ask for it, of those who are known; else that are those who
   * may ask for its path.
   */
  default boolean decides() {
    return false;
  }
}
