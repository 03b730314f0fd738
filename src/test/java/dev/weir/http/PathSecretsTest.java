package dev.weir.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PathSecretsTest {
  private static final String SECRET = "Vu1X-0qfZ_3c9dJm0a7hKtR2w5yBnE8sLgPiQoT4uXk";

  private final PathSecrets secrets =
      new PathSecrets("/hooks/", "hook", List.of("/v2/", "/api/", "/apis/"));

  @ParameterizedTest
  @CsvSource({
    "/hooks/shop/ci/SECRET, /hooks/shop/ci",
    "/hooks/shop/ci/SECRET/more, /hooks/shop/ci",
    "/hooks/shop/ci/, /hooks/shop/ci",
    "/hooks/shop/SECRET, /hooks/shop",
    "/hooks/SECRET, /hooks/",
    "/hooks//shop/ci/SECRET, /hooks//shop",
    "//hooks/shop/ci/SECRET, //hooks/shop/ci",
    "/HOOKS/shop/ci/SECRET, /HOOKS/shop/ci",
    "/%68ooks/shop/ci/SECRET, /%68ooks/shop/ci",
    "/hook/shop/ci/SECRET, /hook/shop/ci",
    "/webhooks/shop/ci/SECRET, /webhooks/shop/ci",
    "/weir/hooks/shop/ci/SECRET, /weir/hooks/shop/ci",
    "/clusters/weir/hooks/shop/ci/SECRET, /clusters/weir/hooks/shop/ci",
    "/x/../hooks/shop/ci/SECRET, /x/../hooks/shop/ci",
    "/v2/../hooks/shop/ci/SECRET, /v2/../hooks/shop/ci",
    "/hooks%2Fshop%2fci%2FSECRET, /hooks%2F",
    "/hooks/shop%2fci%2FSECRET, /hooks/",
    "/hooks/shop/ci%2FSECRET, /hooks/shop",
    "/weir%2fhooks/shop/ci/SECRET, /weir%2f",
    "/hooks/shop/ci%zz/SECRET, /hooks/shop",
  })
  void aSecretIsTakenOutAlsoOfAnAddressThatIsALittleWrong(String path, String shown) {
    assertThat(secrets.shown(path.replace("SECRET", SECRET))).isEqualTo(shown);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/hooks",
        "/hooks/",
        "/hooks/shop/ci",
        "/healthz",
        "/v2/hooks/shop/ci/manifests/v1",
        "/api/v1/namespaces/hooks/secrets/a/b",
        "/apis/build.openshift.io/v1/namespaces/shop/buildconfigs/app/webhooks/SECRET/generic",
      })
  void otherPathsStayAsTheyAre(String path) {
    assertThat(secrets.shown(path)).isEqualTo(path);
  }
}
