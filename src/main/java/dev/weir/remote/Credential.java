package dev.weir.remote;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** User and password for a registry or a token service. Never printed. */
public record Credential(String username, String password) {
  /** Value of an Authorization header. */
  String basic() {
    byte[] both = (username + ":" + password).getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(both);
  }

  @Override
  public String toString() {
    return "Credential[…]";
  }
}
