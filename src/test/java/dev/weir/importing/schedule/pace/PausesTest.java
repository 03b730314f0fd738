package dev.weir.importing.schedule.pace;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PausesTest {
  private static Duration after(int failures, Duration interval) {
    return Pauses.after(failures, interval, interval);
  }

  @Test
  void growToAQuarterOfAnHourWhereTheIntervalIsLong() {
    assertThat(
            IntStream.rangeClosed(1, 7)
                .mapToObj(failures -> after(failures, Duration.ofDays(1)).toMinutes()))
        .containsExactly(1L, 2L, 4L, 8L, 15L, 15L, 15L);
    assertThat(after(Integer.MAX_VALUE, Duration.ofDays(1))).isEqualTo(Duration.ofMinutes(15));
  }

  @Test
  void neverMakeALookMoreOftenThanTheIntervalNorLaterThanTheGrid() {
    assertThat(after(1, Duration.ofSeconds(30))).isEqualTo(Duration.ofSeconds(30));
    assertThat(Pauses.after(3, Duration.ofHours(1), Duration.ofMinutes(2)))
        .isEqualTo(Duration.ofMinutes(2));
  }
}
