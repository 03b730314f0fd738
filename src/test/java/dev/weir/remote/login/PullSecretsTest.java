package dev.weir.remote.login;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.weir.remote.Credential;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

final class PullSecretsTest {
  private static final String ENTRY = "{\"quay.io\":{\"username\":\"u\",\"password\":\"p\"}}";

  private static ObjectNode secret(String type, String key, String content) {
    ObjectNode secret = Json.object().put("type", type);
    Meta.of(secret).put("name", "pull");
    secret.putObject("data").put(key, base64(content));
    return secret;
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static List<Credential> found(ObjectNode... secrets) {
    return new PullSecrets()
        .given(List.of(secrets))
        .and(new PullSecrets().generated(List.of(secrets)))
        .find("quay.io", "a/b");
  }

  @Test
  void readsBothTypes() {
    Credential expected = new Credential("u", "p");

    assertThat(found(secret("kubernetes.io/dockercfg", ".dockercfg", ENTRY)))
        .containsExactly(expected);
    assertThat(
            found(
                secret(
                    "kubernetes.io/dockerconfigjson",
                    ".dockerconfigjson",
                    "{\"auths\":" + ENTRY + "}")))
        .containsExactly(expected);
  }

  @Test
  void readsAnOpaqueSecretWithAWellKnownKey() {
    assertThat(found(secret("Opaque", ".dockerconfigjson", "{\"auths\":" + ENTRY + "}")))
        .hasSize(1);
    assertThat(found(secret("Opaque", ".dockercfg", ENTRY))).hasSize(1);
  }

  @Test
  void skipsSecretsOfOtherTypesOrKeys() {
    assertThat(found(secret("kubernetes.io/tls", ".dockercfg", ENTRY))).isEmpty();
    assertThat(found(secret("kubernetes.io/dockercfg", ".dockerconfigjson", ENTRY))).isEmpty();
    assertThat(found(secret("Opaque", "password", ENTRY))).isEmpty();
  }

  @Test
  void skipsAnExcludedSecret() {
    ObjectNode excluded = secret("kubernetes.io/dockercfg", ".dockercfg", ENTRY);
    Meta.setAnnotation(excluded, PullSecrets.EXCLUDE, "true");

    assertThat(found(excluded)).isEmpty();
  }

  @Test
  void skipsABrokenSecretAndKeepsTheRest() {
    ObjectNode broken = secret("kubernetes.io/dockercfg", ".dockercfg", "{");
    ObjectNode good = secret("kubernetes.io/dockercfg", ".dockercfg", ENTRY);

    assertThat(found(broken, good)).hasSize(1);
  }

  @Test
  void prefersAuthToTheSeparateFields() {
    String entry =
        "{\"quay.io\":{\"username\":\"x\",\"password\":\"x\",\"auth\":\""
            + base64("u:p:q")
            + "\"}}";

    assertThat(found(secret("kubernetes.io/dockercfg", ".dockercfg", entry)))
        .containsExactly(new Credential("u", "p:q"));
  }

  @Test
  void saysOnceOfASecretThatItCannotBeReadUntilItIsAnother() {
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    Logger logger = (Logger) LoggerFactory.getLogger(PullSecrets.class);
    log.start();
    logger.addAppender(log);
    PullSecrets secrets = new PullSecrets();
    for (String content : List.of("{", "{", "{", "[", "[")) {
      ObjectNode broken = secret("kubernetes.io/dockercfg", ".dockercfg", content);
      assertThat(secrets.given(List.of(broken)).find("quay.io", "a/b")).isEmpty();
    }
    logger.detachAppender(log);

    assertThat(log.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .hasSize(2)
        .allMatch(said -> said.contains("pull") && said.endsWith("cannot be read and is skipped"));
  }
}
