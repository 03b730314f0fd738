package dev.weir.remote;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/**
 * User and password for a registry or a token service, or an identity token in place of the
 * password, which is good at a token service only. Never printed.
 *
 * @param identityToken empty for a password
 */
public record Credential(String username, String password, String identityToken) {
  /** With a password. */
  public Credential(String username, String password) {
    this(username, password, "");
  }

  /** With what a token service gave to whoever logged in, to ask for tokens with. */
  public static Credential identity(String username, String token) {
    return new Credential(username, "", token);
  }

  boolean isIdentity() {
    return !identityToken.isEmpty();
  }

  /** All that tells it from others. */
  List<String> parts() {
    return List.of(username, password, identityToken);
  }

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
