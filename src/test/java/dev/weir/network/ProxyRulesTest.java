package dev.weir.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One environment means to Weir what it means to Go's clients. */
class ProxyRulesTest {
  private static String to(Map<String, String> environment, String target) {
    return ProxyRules.of(environment)
        .proxyFor(URI.create(target))
        .map(OutgoingProxy::authority)
        .orElse("direct");
  }

  @Test
  void eachSchemeHasItsProxy() {
    Map<String, String> both =
        Map.of("HTTP_PROXY", "http://a.test:1", "HTTPS_PROXY", "http://b.test:2");
    assertThat(to(both, "http://x.test")).isEqualTo("a.test:1");
    assertThat(to(both, "https://x.test")).isEqualTo("b.test:2");
    assertThat(to(Map.of("HTTP_PROXY", "http://a.test:1"), "https://x.test")).isEqualTo("direct");
    assertThat(to(Map.of(), "https://x.test")).isEqualTo("direct");
  }

  @Test
  void smallLettersCountWhereThereAreNoCapitals() {
    assertThat(to(Map.of("https_proxy", "http://small.test:1"), "https://x.test"))
        .isEqualTo("small.test:1");
    assertThat(
            to(
                Map.of("https_proxy", "http://small.test:1", "HTTPS_PROXY", "http://big.test:1"),
                "https://x.test"))
        .isEqualTo("big.test:1");
    assertThat(to(Map.of("HTTPS_PROXY", "http://p.test:1", "no_proxy", "x.test"), "https://x.test"))
        .isEqualTo("direct");
  }

  @ParameterizedTest
  @CsvSource({
    "http://p.test:3128, p.test:3128",
    "p.test:3128, p.test:3128",
    "p.test, p.test:80",
    "https://p.test, p.test:443",
    "http://[::1]:3128, [::1]:3128",
    "http://u:p@p.test:3128/, p.test:3128",
  })
  void proxiesAreWrittenInSeveralWays(String text, String authority) {
    assertThat(to(Map.of("HTTPS_PROXY", text), "https://x.test")).isEqualTo(authority);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "| https://x.test | proxy",
        "* | https://x.test | direct",
        "x.test | https://x.test | direct",
        "X.Test | https://x.TEST | direct",
        "x.test | https://a.x.test | direct",
        "x.test | https://ax.test | proxy",
        ".x.test | https://a.x.test | direct",
        ".x.test | https://x.test | proxy",
        "*.x.test | https://a.x.test | direct",
        "*.x.test | https://x.test | proxy",
        "other.test, x.test | https://x.test | direct",
        "x.test:8443 | https://x.test:8443 | direct",
        "x.test:8443 | https://x.test | proxy",
        "x.test:443 | https://x.test | direct",
        "x.test:80 | http://x.test | direct",
        "192.0.2.7 | https://192.0.2.7 | direct",
        "192.0.2.7:444 | https://192.0.2.7:444 | direct",
        "192.0.2.7:444 | https://192.0.2.7 | proxy",
        "192.0.2.0/24 | https://192.0.2.9:5000 | direct",
        "192.0.2.0/24 | https://192.0.3.9 | proxy",
        "2001:db8::/32 | https://[2001:db8::1]:5000 | direct",
        "2001:db8::1 | https://[2001:db8::1] | direct",
        "[2001:db8::1]:5000 | https://[2001:db8::1]:5000 | direct",
        "192.0.2.0/99 | https://192.0.2.9 | proxy",
        ":443 | https://x.test | proxy",
        "| https://localhost:5000 | direct",
        "| https://127.0.0.1:5000 | direct",
        "| https://127.9.9.9 | direct",
        "| https://[::1] | direct",
        "| https://localhost.x.test | proxy",
      })
  void exceptionsAreThoseOfNoProxy(String exceptions, String target, String way) {
    Map<String, String> environment =
        Map.of(
            "HTTPS_PROXY", "proxy",
            "HTTP_PROXY", "proxy",
            "NO_PROXY", exceptions == null ? "" : exceptions);
    assertThat(to(environment, target).replace(":80", "")).isEqualTo(way);
  }

  @Test
  void aLoginIsSentAndNeverShown() {
    OutgoingProxy proxy =
        ProxyRules.of(Map.of("HTTPS_PROXY", "http://ann:p%40ss+1@p.test:3128"))
            .proxyFor(URI.create("https://x.test"))
            .orElseThrow();
    assertThat(proxy.login()).isEqualTo("ann:p@ss+1");
    assertThat(proxy.authorization()).contains("Basic YW5uOnBAc3MrMQ==");
    assertThat(proxy.toString()).isEqualTo("the proxy p.test:3128 (HTTPS_PROXY)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "socks5://ann:hunter2@p.test",
        "http://ann:hunter2@",
        "a b:hunter2",
        "http://ann:hunter2@p.test:99999",
        "p.test:0"
      })
  void whatIsNoProxyIsNamedWithoutItsValue(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ProxyRules.of(Map.of("https_proxy", text)))
        .withMessageStartingWith("https_proxy ")
        .withMessageContaining("http://")
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("hunter2"));
  }
}
