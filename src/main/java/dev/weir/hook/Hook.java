package dev.weir.hook;

import dev.weir.access.User;
import dev.weir.resource.Json;
import dev.weir.resource.Webhook;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * A webhook.
 *
 * @param token what a sender proves to know
 * @param sender whose notifications it takes, as its owner wrote it
 */
record Hook(HookName name, String token, String sender) {

  /** The webhook that a Secret is; empty if it is another secret, or one without a usable token. */
  static Optional<Hook> of(HookName name, ObjectNode secret) {
    ObjectNode data = Json.objectAt(secret, "data");
    String token = text(data, Webhook.TOKEN);
    return Json.string(secret, "type").equals(Webhook.TYPE) && Webhook.isToken(token)
        ? Optional.of(new Hook(name, token, text(data, Webhook.SENDER)))
        : Optional.empty();
  }

  /** The Secret that is read as this webhook. */
  ObjectNode secret() {
    ObjectNode secret = Json.object().put("type", Webhook.TYPE);
    secret.putObject("data").put(Webhook.TOKEN, base64(token)).put(Webhook.SENDER, base64(sender));
    return secret;
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String text(ObjectNode data, String key) {
    try {
      byte[] bytes = Base64.getDecoder().decode(Json.string(data, key));
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException _) {
      return "";
    }
  }

  /** Who sends, as the audit log tells it. */
  User user() {
    return User.named("system:webhook:" + name.namespace() + ":" + name.name());
  }

  /** Whose share a notification takes: a project may have as many webhooks as it likes. */
  User party() {
    return User.named("system:webhooks:" + name.namespace());
  }

  /** Never shows the token. */
  @Override
  public String toString() {
    return "Hook[" + name + "]";
  }
}
