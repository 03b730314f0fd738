package dev.weir.platform.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.resource.FieldProblem;
import dev.weir.resource.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

/** What a Secret of type {@code weir.dev/webhook} must be. */
class WebhookRulesTest {
  private static ObjectNode webhook(String token, String sender) {
    ObjectNode secret = Json.object().put("type", "weir.dev/webhook");
    secret.putObject("stringData").put("token", token).put("sender", sender);
    new SecretStrategy().fillDefaults(secret);
    return secret;
  }

  private static Iterable<String> problems(ObjectNode secret) {
    return new SecretStrategy().validate(secret).stream().map(FieldProblem::toString).toList();
  }

  @ParameterizedTest
  @CsvSource({
    "0123456789abcdef, generic",
    "0123456789-._~ABCDEFGHIJ, distribution",
    "0123456789abcdef, harbor",
    "0123456789abcdef, quay",
    "0123456789abcdef, ghcr",
    "0123456789abcdef, dockerhub",
  })
  void aTokenThatAnAddressTakesAndAKnownSenderAreGood(String token, String sender) {
    assertThat(problems(webhook(token, sender))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "0123456789abcde",
    "0123456789abcdef/",
    "0123456789abcdef g",
    "''",
    "пароль-пароль-пароль"
  })
  void aTokenThatIsShortOrThatNoAddressTakesIsRefusedWithoutShowingIt(String token) {
    assertThat(problems(webhook(token, "quay")))
        .singleElement()
        .asString()
        .startsWith("data[token]: Invalid value: \"<secret contents redacted>\": must be 16 to 256")
        .doesNotContain("abcde", "пароль");
  }

  @Test
  void aWebhookWithoutATokenOrOfAnUnknownSenderIsRefused() {
    ObjectNode secret = webhook("0123456789abcdef", "gitea");
    Json.objectAt(secret, "data").remove("token");

    assertThat(problems(secret))
        .containsExactly(
            "data[token]: Required value",
            "data[sender]: Unsupported value: \"gitea\": supported values: distribution, harbor,"
                + " quay, ghcr, dockerhub, generic");
  }
}
