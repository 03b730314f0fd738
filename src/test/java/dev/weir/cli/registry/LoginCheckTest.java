package dev.weir.cli.registry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoginCheckTest {
  @ParameterizedTest
  @CsvSource({
    "localhost:5000, true",
    "127.0.0.1:5000, true",
    "127.9.9.9, true",
    "[::1]:5000, true",
    "127.example.com, false",
    "127.0.0.1.example.com:443, false",
    "localhost.example.com, false",
    "10.0.0.1, false"
  })
  void onlyThisMachineIsTalkedToUnchecked(String host, boolean loopback) {
    assertThat(LoginCheck.isLoopback(host)).isEqualTo(loopback);
  }
}
