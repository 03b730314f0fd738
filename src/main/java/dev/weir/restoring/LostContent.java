package dev.weir.restoring;

import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import dev.weir.resource.Webhook;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** As much content as the type of a Secret demands, where the Secret has lost its own. */
final class LostContent {
  private static final String LOST = "weir.dev/lost";
  private static final int TOKEN_BYTES = 32;

  private LostContent() {}

  /** Fills in what has to be there; nothing of it leads anywhere. Returns the Secret given. */
  static ObjectNode fill(ObjectNode secret) {
    switch (Json.string(secret, "type")) {
      case "kubernetes.io/dockercfg" -> put(secret, ".dockercfg", "{}");
      case "kubernetes.io/dockerconfigjson" -> put(secret, ".dockerconfigjson", "{\"auths\":{}}");
      case "kubernetes.io/ssh-auth" -> put(secret, "ssh-privatekey", "");
      case "kubernetes.io/tls" -> {
        put(secret, "tls.crt", "");
        put(secret, "tls.key", "");
      }
      case Webhook.TYPE -> put(secret, Webhook.TOKEN, unknown());
      default -> {}
    }
    return secret;
  }

  /** A token that nobody is told: an empty one would be no webhook. */
  private static String unknown() {
    byte[] bytes = new byte[TOKEN_BYTES];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  private static void put(ObjectNode secret, String key, String text) {
    Json.ensureObject(secret, "data")
        .put(key, Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** How a Secret is told of that has to be written again; empty if it is made anew by itself. */
  static Optional<String> told(ObjectNode secret) {
    return Meta.annotation(secret, LOST).isEmpty()
        ? Optional.empty()
        : Optional.of(
            Meta.namespace(secret)
                + "/"
                + Meta.name(secret)
                + " ("
                + Json.string(secret, "type")
                + ")");
  }
}
