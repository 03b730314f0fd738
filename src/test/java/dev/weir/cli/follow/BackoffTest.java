package dev.weir.cli.follow;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackoffTest {
  @ParameterizedTest
  @CsvSource({"1, 1", "2, 2", "3, 4", "9, 256", "10, 300", "64, 300", "2147483647, 300"})
  void doublesUpToItsBound(int failures, long seconds) {
    assertThat(Backoff.OF_RUNS.after(failures, 0)).isEqualTo(Duration.ofSeconds(seconds));
  }

  @Test
  void takesUpToAQuarterAwayByChance() {
    assertThat(Backoff.OF_RUNS.after(3, 1)).isEqualTo(Duration.ofSeconds(3));
    assertThat(Backoff.OF_RUNS.after(3, 0.5)).isEqualTo(Duration.ofMillis(3500));
  }
}
