package dev.weir.remote;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SiteTest {
  @ParameterizedTest
  @CsvSource({
    "registry.example.com, registry.example.com, true",
    "registry.example.com, REGISTRY.example.com, true",
    "auth.docker.io, registry-1.docker.io, true",
    "sso.redhat.com, registry.redhat.io, false",
    "evil.io, docker.io, false",
    "evildocker.io, docker.io, false",
    "auth.shop.co.uk, registry.shop.co.uk, true",
    "evil.co.uk, shop.co.uk, false",
    "localhost, localhost, true",
    "localhost, 127.0.0.1, false",
    "127.0.0.1, 127.0.0.1, true",
    "10.0.0.1, 11.0.0.1, false",
    "[::1], [::2], false"
  })
  void tellsWhetherTwoHostsBelongTogether(String one, String other, boolean same) {
    assertThat(Site.isSame(one, other)).isEqualTo(same);
    assertThat(Site.isSame(other, one)).isEqualTo(same);
  }
}
