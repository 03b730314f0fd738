package dev.weir.platform.core;

import dev.weir.resource.FieldProblem;
import dev.weir.resource.Json;
import dev.weir.resource.Webhook;
import dev.weir.resource.Webhook.Sender;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** What a Secret must hold to be a webhook. */
final class WebhookRules {
  private WebhookRules() {}

  /** What is wrong with the data of a Secret of that type. */
  static List<FieldProblem> problems(ObjectNode data) {
    List<FieldProblem> problems = new ArrayList<>();
    if (!data.has(Webhook.TOKEN)) {
      problems.add(FieldProblem.required(field(Webhook.TOKEN), ""));
    } else if (!Webhook.isToken(text(data, Webhook.TOKEN))) {
      problems.add(
          FieldProblem.invalid(
              field(Webhook.TOKEN),
              "<secret contents redacted>",
              "must be %d to %d characters that an address takes: letters, digits, - . _ ~"
                  .formatted(Webhook.SHORTEST_TOKEN, Webhook.LONGEST_TOKEN)));
    }
    String sender = text(data, Webhook.SENDER);
    if (data.has(Webhook.SENDER) && Sender.of(sender).isEmpty()) {
      problems.add(FieldProblem.unsupported(field(Webhook.SENDER), sender, Sender.words()));
    }
    return problems;
  }

  private static String field(String key) {
    return "data[" + key + "]";
  }

  /** Empty if it is no base64, which is told elsewhere. */
  private static String text(ObjectNode data, String key) {
    try {
      return new String(Base64.getDecoder().decode(Json.string(data, key)), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException _) {
      return "";
    }
  }
}
