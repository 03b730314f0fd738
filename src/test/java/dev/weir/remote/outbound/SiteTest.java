package dev.weir.remote.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
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

  @ParameterizedTest
  @CsvSource({
    "https://registry.example.com, https://registry.example.com:443/token, true",
    "http://registry.example.com, http://registry.example.com:80/token, true",
    "https://registry.example.com:5000, https://registry.example.com:5000/token, true",
    "https://registry.example.com:5000, https://registry.example.com:6000/token, false",
    "https://registry.example.com:5000, https://registry.example.com/token, false",
    "https://registry.example.com, https://auth.example.com/token, true",
    "https://registry.example.com:5000, https://auth.example.com/token, false",
    "http://registry.example.com, https://registry.example.com/token, true",
    "http://127.0.0.1:5000, http://127.0.0.1:5001/token, false",
    "https://[::1]:5000, https://[::1]:5000/token, true",
  })
  void anotherPortIsAnothersService(URI registry, URI realm, boolean same) {
    assertThat(Site.isSame(registry, realm)).isEqualTo(same);
    assertThat(Site.isSame(realm, registry)).isEqualTo(same);
  }
}
