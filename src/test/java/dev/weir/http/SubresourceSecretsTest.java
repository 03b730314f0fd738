package dev.weir.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What of an address with a secret behind a subresource anybody may see. */
class SubresourceSecretsTest {
  private static final SubresourceSecrets HOOKS =
      new SubresourceSecrets(
          "buildconfig", "webhook", Set.of("instantiate", "instantiatebinary", "webhooks"));

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
  @CsvSource({
    "/apis/build.openshift.io/v1/namespaces/n/buildconfig/b/webhooks, /s/generic",
    "/apis/build.openshift.io/v1/namespaces/n/buildconfigs/b/webhook, /s/generic",
    "/apis/build.openshift.io/namespaces/n/buildconfigs/b/webhooks, /s/generic",
    "/apis/build.openshift.io/v1/namespaces/buildconfigs/b/webhooks, /s/generic",
    "/apis/build.openshift.io/v1/buildconfigs/b/webhooks, /s/generic",
    "/apis/build.openshift.io/v1/namespaces/n/buildconfigs/webhooks, /s/generic",
    "/apis/build.openshift.io/v1/namespaces/n/buildconfigs/webhooks, /s",
    "/apis/build.openshift.io/v1/namespaces/n/buildconfigs/b%2Fwebhooks, /s/generic",
    "/apis/build.openshift.io/v1/namespaces/n/buildconfigs/b/./webhooks, /s/generic",
    "/apis/build.openshift.io/v1/namespaces/n/buildconfigs/x/../b/webhooks, /s/generic",
    "/apis/build.openshift.io/v1/namespaces/n/buildconfigs/b/, webhooks%2Fs/generic",
    "/apis/build.openshift.io/v1/namespaces/n/, buildconfigs%2Fb%2Fwebhooks%2Fs%2Fgeneric",
    "/api/v1/namespaces/n/legacybuildconfigs/app/webhooks, /s/generic",
    "/build.openshift.io/v1/namespaces/n/buildconfigs/b/webhooks, /s/generic",
    "/apis/image.openshift.io/v1/namespaces/buildconfigs/webhooks, /x/y/z"
  })
  void theSecretOfAnAddressThatWasOnlyMeantToBeOneIsCutOffToo(String shown, String rest) {
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
        "/apis/image.openshift.io/v1/namespaces/buildconfigs-webhooks/imagestreams/x/layers",
        "/api/v1/namespaces/n/serviceaccounts/buildconfig-webhook/token",
        "/apis/rbac.authorization.k8s.io/v1/clusterroles/buildconfig-webhooks",
        "/apis/build.openshift.io/v1/namespaces/n/buildconfigs/webhooks/instantiate",
        "/apis/build.openshift.io/v1/namespaces/n/buildconfigs/app-webhook/webhooks",
        "/apis/build.openshift.io/v1/namespaces/n/builds/app-webhooks-1/details",
        "/v2/buildconfigs/b/webhooks/blobs/x"
      })
  void whatHasNoSecretStays(String path) {
    assertThat(HOOKS.shown(path)).isEqualTo(path);
  }
}
