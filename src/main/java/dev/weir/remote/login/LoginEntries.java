package dev.weir.remote.login;

import dev.weir.remote.Credential;
import dev.weir.remote.Keyring;
import dev.weir.resource.Json;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The two shapes in which logins are kept: a map of address to entry ({@code .dockercfg}), and the
 * same under {@code auths} ({@code .dockerconfigjson}, {@code config.json}, {@code auth.json}). An
 * entry has {@code username} and {@code password}, or {@code auth}, which wins; an {@code
 * identitytoken} takes the place of the password.
 */
final class LoginEntries {
  private LoginEntries() {}

  /** Entries under {@code auths}. */
  static Keyring config(byte[] json) {
    return entries(Json.objectAt(Json.parseObject(json), "auths"));
  }

  /** Entries at the top. */
  static Keyring flat(byte[] json) {
    return entries(Json.parseObject(json));
  }

  private static Keyring entries(ObjectNode entries) {
    Keyring keyring = Keyring.EMPTY;
    for (var entry : entries.properties()) {
      Optional<Credential> credential = credential(entry.getValue());
      if (credential.isPresent()) {
        keyring = keyring.with(entry.getKey(), credential.get());
      }
    }
    return keyring;
  }

  private static Optional<Credential> credential(JsonNode entry) {
    String auth = Json.string(entry, "auth");
    String identity = Json.string(entry, "identitytoken");
    Optional<Credential> password = auth.isEmpty() ? plain(entry) : decoded(auth);
    return identity.isEmpty()
        ? password
        : Optional.of(Credential.identity(password.map(Credential::username).orElse(""), identity));
  }

  private static Optional<Credential> plain(JsonNode entry) {
    String username = Json.string(entry, "username");
    return username.isEmpty()
        ? Optional.empty()
        : Optional.of(new Credential(username, Json.string(entry, "password")));
  }

  private static Optional<Credential> decoded(String auth) {
    try {
      String both = new String(Base64.getDecoder().decode(auth.strip()), StandardCharsets.UTF_8);
      int colon = both.indexOf(':');
      return colon < 0
          ? Optional.empty()
          : Optional.of(new Credential(both.substring(0, colon), both.substring(colon + 1)));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }
}
