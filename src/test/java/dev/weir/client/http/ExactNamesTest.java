package dev.weir.client.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.remote.fake.FakeRegistry;
import dev.weir.remote.fake.SelfSigned;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which names are compared without the JDK, and that all others are judged as ever. */
class ExactNamesTest {
  private static final Duration HOUR = Duration.ofHours(1);

  @TempDir private Path work;

  private static X509Certificate madeOutTo(String... names) {
    return SelfSigned.make(HOUR.negated(), HOUR, names).own();
  }

  @ParameterizedTest
  @CsvSource({"weir.test, weir.test", "WEIR.Test, weir.test", "127.0.0.1, 127.0.0.1"})
  void theNameItselfIsSeen(String host, String name) throws Exception {
    assertThat(ExactNames.isMadeOutTo(host, madeOutTo("other.test", name))).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "weir.test, *.test",
    "weir.test, weir.test.example",
    "weir.test., weir.test",
    "a.weir.test, weir.test",
    "127.0.0.2, 127.0.0.1",
    "127.1, 127.0.0.1",
    "fe80:0:0:0:0:0:0:1, fe80:0:0:0:0:0:0:1" // the certificate has it as a name of DNS
  })
  void allElseIsLeftToTheJdk(String host, String name) throws Exception {
    assertThat(ExactNames.isMadeOutTo(host, madeOutTo(name))).isFalse();
  }

  private int answer(String expected, SelfSigned server) throws Exception {
    return answer(expected, server, server);
  }

  private int answer(String expected, SelfSigned server, SelfSigned trusted) throws Exception {
    Path authority = work.resolve("ca.crt");
    trusted.writeAuthority(authority);
    TlsSettings tls = new TlsSettings(Files.readString(authority), false, expected, "", "");
    try (FakeRegistry registry = FakeRegistry.tls(server);
        ApiClient client =
            new ApiClient(
                new Endpoint.Tcp(URI.create(registry.url()), tls),
                Identity.ANONYMOUS,
                Duration.ofSeconds(20),
                _ -> {})) {
      return client.answer(ApiRequest.get("/v2/")).status();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "weir.test", "WEIR.test", "any.wild.test"})
  void aServerIsKnownByEachOfItsNames(String expected) throws Exception {
    SelfSigned server =
        SelfSigned.make(HOUR.negated(), HOUR, "127.0.0.1", "weir.test", "*.wild.test");

    assertThat(answer(expected, server)).isPositive();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "other.test", "two.labels.wild.test", "127.0.0.2"})
  void aServerOfAnotherNameIsRefused(String expected) {
    SelfSigned server = SelfSigned.make(HOUR.negated(), HOUR, "weir.test", "*.wild.test");

    assertThatThrownBy(() -> answer(expected, server))
        .isInstanceOf(ServerUnreachableException.class)
        .hasMessageContaining("valid for other names");
  }

  @Test
  void theRightNameFromAnUnknownAuthorityIsRefused() {
    assertThatThrownBy(() -> answer("", SelfSigned.make(), SelfSigned.make()))
        .isInstanceOf(ServerUnreachableException.class)
        .hasMessageContaining("unknown authority");
  }
}
