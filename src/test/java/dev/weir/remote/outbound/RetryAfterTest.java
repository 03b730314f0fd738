package dev.weir.remote.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RetryAfterTest {
  /** Unix time 1795982400. */
  private static final Instant NOW = Instant.parse("2026-11-29T20:00:00Z");

  private static long seconds(String value, String date) {
    return RetryAfter.read(value, date, NOW).map(Duration::toSeconds).orElse(-1L);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1, 1",
    "' 120 ', 120",
    "0120, 120",
    "86400, 86400",
    "999999999, 86400",
    "1000000000, 0",
    "1795982399, 0",
    "1795982400, 0",
    "1795982401, 1",
    "1795986000, 3600",
    "4102444800, 86400",
    "999999999999, 86400",
    "1795986000000, 3600",
    "999999999999999, 86400",
    "'Sun, 29 Nov 2026 20:01:30 GMT', 90",
    "'Sun, 29 Nov 2026 19:00:00 GMT', 0",
    "'Fri, 29 Nov 2126 20:00:00 GMT', 86400",
  })
  void readsSecondsDatesAndUnixTimes(String value, long expected) {
    assertThat(seconds(value, "")).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "-1",
        "1.5",
        "soon",
        "0x10",
        "1795986000000000",
        "120 s",
        "2026-11-29T20:00:00Z",
        "Sun, 31 Feb 2026 20:00:00 GMT",
        "99999999999999999999999"
      })
  void whatCannotBeReadIsNotSaid(String value) {
    assertThat(RetryAfter.read(value, "", NOW)).isEmpty();
  }

  @ParameterizedTest(name = "a clock there that says {0}")
  @ValueSource(
      strings = {
        "Sun, 29 Nov 2026 15:00:00 GMT",
        "Sun, 29 Nov 2026 20:00:00 GMT",
        "Mon, 30 Nov 2026 03:00:00 GMT"
      })
  void timesAreByTheClockOfWhoeverNamesThem(String date) {
    Instant there = RetryAfter.date(date).orElseThrow();
    long minute = there.getEpochSecond() + 60;

    assertThat(seconds(String.valueOf(minute), date)).isEqualTo(60);
    assertThat(seconds(String.valueOf(minute * 1000), date)).isEqualTo(60);
    assertThat(seconds("60", date)).isEqualTo(60);
  }

  @Test
  void aDateThatIsOffByHoursPutsNothingOffForHours() {
    String minute = String.valueOf(NOW.getEpochSecond() + 60);

    assertThat(seconds(minute, "Sun, 29 Nov 2026 15:00:00 GMT")).isEqualTo(60);
    assertThat(seconds(minute, "Mon, 30 Nov 2026 03:00:00 GMT")).isEqualTo(60);
    assertThat(seconds(minute, "yesterday")).isEqualTo(60);
  }
}
