package dev.weir.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainSettingsTest {
  @Test
  void readsBothWaysToGiveAValue() {
    assertThat(
            PlainSettings.read(
                List.of("--data", "/var/weir", "--api=127.0.0.1:0", "--tls-key=a=b")))
        .contains(
            Map.of(
                Setting.DATA, "/var/weir",
                Setting.API, "127.0.0.1:0",
                Setting.TLS_KEY, "a=b"));
  }

  @Test
  void noFlagsAreNoSettings() {
    assertThat(PlainSettings.read(List.of())).contains(Map.of());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--help",
        "--config weir.yaml",
        "--data",
        "--data --api",
        "--data a --data b",
        "--data=a --data b",
        "--data=",
        "--data @file",
        "--data 'a'",
        "--dat a",
        "surplus",
        "--data a surplus",
      })
  void leavesEverythingElseToPicocli(String line) {
    assertThat(PlainSettings.read(List.of(line.split(" ", -1)))).isEmpty();
  }
}
