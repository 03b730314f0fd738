package dev.weir.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import org.junit.jupiter.api.Test;

class RegistryHostTest {
  private static final ListenAddress LOOPBACK = new ListenAddress("127.0.0.1", 5000);
  private static final ListenAddress WILDCARD = new ListenAddress("0.0.0.0", 5000);

  @Test
  void prefersTheHostAskedForThenTheKeptOneThenTheListener() {
    assertThat(RegistryHost.choose("a.example", List.of("b.example"), LOOPBACK))
        .isEqualTo("a.example");
    assertThat(RegistryHost.choose("", List.of("b.example"), LOOPBACK)).isEqualTo("b.example");
    assertThat(RegistryHost.choose("", List.of(), LOOPBACK)).isEqualTo("127.0.0.1:5000");
  }

  @Test
  void demandsHostWhenListeningEverywhere() {
    assertThatExceptionOfType(StartException.class)
        .isThrownBy(() -> RegistryHost.choose("", List.of(), WILDCARD))
        .withMessageContaining("--registry-host");
    assertThat(RegistryHost.choose("", List.of("b.example"), WILDCARD)).isEqualTo("b.example");
  }

  @Test
  void takesThePortOff() {
    assertThat(RegistryHost.withoutPort("a.example:5000")).isEqualTo("a.example");
    assertThat(RegistryHost.withoutPort("[::1]:5000")).isEqualTo("::1");
    assertThat(RegistryHost.withoutPort("a.example")).isEqualTo("a.example");
  }
}
