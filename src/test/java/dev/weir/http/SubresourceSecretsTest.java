package dev.weir.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What of an address with a secret behind a subresource anybody may see. */
class SubresourceSecretsTest {
  private static final SubresourceSecrets HOOKS =
      new SubresourceSecrets("buildconfigs", "webhooks");

  @ParameterizedTest
  @CsvSource({
    "/apis/build.openshift.io/v1/namespaces/n/buildconfigs/b/webhooks, /s/generic",
    "/oapi/v1/namespaces/n/buildconfigs/b/webhooks, /s/generic",
    "/apis/build.openshift.io/v1/namespaces/n/buildConfigs/b/WebHooks, /s",
    "/apis/x/v1/namespaces/n/buildconfigs/b/web%68ooks, /s/generic",
    "//apis//x/v1/namespaces/n//buildconfigs/b/webhooks, //s/generic",
    "/apis/x/v1/namespaces/buildconfigs/buildconfigs/webhooks/webhooks, /s",
    "/apis/x/v1/namespaces/n/buildconfigs/%zz/webhooks, /s"
  })
  void theSecretIsCutOff(String shown, String rest) {
    assertThat(HOOKS.shown(shown + rest)).isEqualTo(shown);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "/apis",
        "/apis/build.openshift.io/v1/namespaces/n/buildconfigs/b/instantiate",
        "/apis/build.openshift.io/v1/namespaces/n/buildconfigs/webhooks",
        "/apis/image.openshift.io/v1/namespaces/buildconfigs/imagestreams/webhooks/status",
        "/apis/image.openshift.io/v1/namespaces/buildconfigs/webhooks/x/y/z",
        "/v2/buildconfigs/b/webhooks/blobs/x"
      })
  void whatHasNoSecretStays(String path) {
    assertThat(HOOKS.shown(path)).isEqualTo(path);
  }
}
