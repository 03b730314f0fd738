package dev.weir.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.http.HostName;
import dev.weir.http.KnownNames;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IssuersTest {
  private static final String OWN = "https://127.0.0.1:8443";
  private static final String REACHED = "192.0.2.7";

  private final Issuers issuers =
      new Issuers(
          OWN,
          new KnownNames(
              List.of(
                  new HostName("weir.test"), new HostName("*.apps.test"), new HostName("::1"))));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "weir.test",
        "weir.test:8443",
        "Weir.Test:9000",
        "a.apps.test",
        "[::1]:8443",
        "192.0.2.7:8443",
      })
  void isKnownByItsNamesAndByTheAddressThatWasReached(String authority) {
    assertThat(issuers.named(authority, REACHED).url()).isEqualTo("https://" + authority);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "evil.test",
        "evil.test:8443",
        "weir.test.evil.test",
        "weir.test@evil.test",
        "evil.test@weir.test",
        "weir.test/@evil.test",
        "weir.test?evil",
        "weir.test#evil",
        "weir.test:8443:9",
        "weir.test:port",
        "weir test",
        "192.0.2.8",
        "[::2]",
      })
  void whoCallsItByAForeignNameIsToldItsOwn(String authority) {
    assertThat(issuers.named(authority, REACHED).url()).isEqualTo(OWN);
  }
}
