package dev.weir.resource;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShortTimeTest {
  @ParameterizedTest
  @CsvSource({
    "PT-5S, 0s",
    "PT119S, 119s",
    "PT2M, 2m",
    "PT3M20S, 3m20s",
    "PT179M, 179m",
    "PT4H10M, 4h10m",
    "PT47H, 47h",
    "PT50H, 2d2h",
    "P9D, 9d",
    "P800D, 2y70d",
    "P4000D, 10y",
  })
  void spansAreShort(Duration span, String text) {
    assertThat(ShortTime.between(Instant.EPOCH, Instant.EPOCH.plus(span))).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "15m0s, 15m",
    "1m30s, 1m30s",
    "1h0m0s, 1h",
    "24h10m0s, 24h10m",
    "1h0m1s, 1h0m1s",
    "30s, 30s",
    "0.5s, 0.5s",
    "10s, 10s",
  })
  void goWritesZeroesThatNobodyMisses(String go, String text) {
    assertThat(ShortTime.ofGo(go)).isEqualTo(text);
  }
}
