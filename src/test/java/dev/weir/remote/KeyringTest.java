package dev.weir.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class KeyringTest {
  private static final Credential ONE = new Credential("one", "1");
  private static final Credential TWO = new Credential("two", "2");

  @ParameterizedTest
  @CsvSource({
    "quay.io, quay.io, true",
    "https://quay.io, quay.io, true",
    "http://quay.io/, quay.io, true",
    "https://quay.io/v1/, quay.io, true",
    "https://quay.io/v2/, quay.io, true",
    "https://quay.io/v2/team, quay.io, true",
    "quay.io/tea, quay.io, true",
    "quay.io/other, quay.io, false",
    "quay.io:443, quay.io, false",
    "quay.io:443, quay.io:443, true",
    "quay.io, quay.io:443, false",
    "*.io, quay.io, true",
    "*.quay.io, quay.io, false",
    "*.quay.io, a.quay.io, true",
    "*.quay.io, a.b.quay.io, false",
    "r?g[0-9].quay.io, reg7.quay.io, true",
    "r?g[0-9].quay.io, regx.quay.io, false",
    "*a*[b-d]*.io, xaxcx.io, true",
    "*a*[b-d]*.io, xaxex.io, false",
    "*[.io, x[.io, true",
    "[::1]:5000, [::1]:5000, true",
    "https://index.docker.io/v1/, docker.io, true",
    "docker.io, index.docker.io, true",
    "docker.io, quay.io, false",
  })
  void matchesAnAddress(String key, String host, boolean found) {
    Keyring keyring = Keyring.EMPTY.with(key, ONE);

    assertThat(keyring.find(host, "team/app").contains(ONE)).isEqualTo(found);
  }

  @Test
  @Timeout(10)
  void findsOutSoonThatAHostDoesNotMatchWhateverTheKey() {
    Keyring keyring =
        Keyring.EMPTY
            .with("*a".repeat(60) + "*b.invalid", ONE)
            .with("*[a-b]".repeat(40) + "*c.invalid", ONE)
            .with("[".repeat(250) + ".invalid", ONE);

    assertThat(keyring.find("a".repeat(200) + ".invalid", "team/app")).isEmpty();
    assertThat(keyring.find("a".repeat(200) + "b.invalid", "team/app")).containsExactly(ONE);
  }

  @Test
  void leavesOutKeysThatAreLongerThanHostsCanBe() {
    assertThat(Keyring.EMPTY.with("*".repeat(45_000) + ".invalid", ONE).isEmpty()).isTrue();
    assertThat(Keyring.EMPTY.with("quay.io/" + "a".repeat(1000), ONE).isEmpty()).isFalse();
  }

  @Test
  void prefersLongerPathsThenExactHostsThenWildcards() {
    Keyring keyring =
        Keyring.EMPTY
            .with("*.example.com", new Credential("wild", ""))
            .with("a.example.com", new Credential("host", ""))
            .with("a.example.com/team", new Credential("path", ""));

    assertThat(keyring.find("a.example.com", "team/app"))
        .extracting(Credential::username)
        .containsExactly("path", "host", "wild");
  }

  @Test
  void keepsTheOrderOfEqualAddresses() {
    Keyring first = Keyring.EMPTY.with("quay.io", ONE);

    assertThat(first.and(Keyring.EMPTY.with("https://quay.io/", TWO)).find("quay.io", "x"))
        .containsExactly(ONE, TWO);
  }

  @Test
  void ignoresAddressesThatCannotBeRead() {
    assertThat(Keyring.EMPTY.with("", ONE).with("a b", ONE).with("user@host", ONE).isEmpty())
        .isTrue();
  }

  @Test
  void neverPrintsWhatItHolds() {
    Keyring keyring = Keyring.EMPTY.with("quay.io", new Credential("robot", "hunter2"));

    assertThat(List.of(keyring, keyring.find("quay.io", "x")).toString())
        .doesNotContain("robot")
        .doesNotContain("hunter2");
  }
}
