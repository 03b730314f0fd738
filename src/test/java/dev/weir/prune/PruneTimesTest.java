package dev.weir.prune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PruneTimesTest {
  /** 2026-06-01 is a Monday. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          0 0 * * *        | 2026-06-01T12:00:00Z | 2026-06-02T00:00:00Z
          0 0 * * *        | 2026-06-01T00:00:00Z | 2026-06-02T00:00:00Z
          0 0 * * *        | 2026-05-31T23:59:59Z | 2026-06-01T00:00:00Z
          @daily           | 2026-06-01T12:00:00Z | 2026-06-02T00:00:00Z
          @hourly          | 2026-06-01T12:00:00Z | 2026-06-01T13:00:00Z
          @weekly          | 2026-06-01T12:00:00Z | 2026-06-07T00:00:00Z
          @monthly         | 2026-06-01T12:00:00Z | 2026-07-01T00:00:00Z
          @yearly          | 2026-06-01T12:00:00Z | 2027-01-01T00:00:00Z
          */15 * * * *     | 2026-06-01T12:01:30Z | 2026-06-01T12:15:00Z
          5/20 * * * *     | 2026-06-01T12:26:00Z | 2026-06-01T12:45:00Z
          30 8-17/3 * * *  | 2026-06-01T12:00:00Z | 2026-06-01T14:30:00Z
          0 3 * * 6,7      | 2026-06-01T12:00:00Z | 2026-06-06T03:00:00Z
          0 3 * * sun      | 2026-06-01T12:00:00Z | 2026-06-07T03:00:00Z
          0 3 * * MON-FRI  | 2026-06-05T12:00:00Z | 2026-06-08T03:00:00Z
          0 3 13 * fri     | 2026-06-01T12:00:00Z | 2026-06-05T03:00:00Z
          0 3 1 jan,jul *  | 2026-06-01T12:00:00Z | 2026-07-01T03:00:00Z
          0 0 29 2 *       | 2026-06-01T12:00:00Z | 2028-02-29T00:00:00Z
          0 0 31 * *       | 2026-06-01T12:00:00Z | 2026-07-31T00:00:00Z
          59 23 31 12 ?    | 2026-12-31T23:59:00Z | 2027-12-31T23:59:00Z
          6h               | 2026-06-01T11:59:59Z | 2026-06-01T12:00:00Z
          6h               | 2026-06-01T12:00:00Z | 2026-06-01T18:00:00Z
          1d               | 2026-06-01T12:00:00Z | 2026-06-02T00:00:00Z
          90s              | 2026-06-01T00:00:10Z | 2026-06-01T00:01:30Z
          """)
  void theNextTimeIsTheFirstOneLaterThanNow(String times, Instant now, Instant next) {
    assertThat(PruneTimes.parse(times).after(now)).isEqualTo(next);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          60 * * * *   | "60" is no minute of cron: numbers from 0 to 59
          * 24 * * *   | "24" is no hour of cron: numbers from 0 to 23
          * * 0 * *    | "0" is no day of month of cron: numbers from 1 to 31
          * * * 13 *   | "13" is no month of cron
          * * * * 8    | "8" is no day of week of cron: numbers from 0 to 7
          * * * * x    | "x" is no day of week
          5-1 * * * *  | "5-1" is no minute
          */0 * * * *  | "*/0" is no minute
          1/2/3 * * * * | "1/2/3" is no minute
          1-2-3 * * * * | "1-2-3" is no minute
          1,, * * * *  | "1,," is no minute
          * * * *      | is not five fields of cron: minute, hour, day of month, month, day of week
          * * * * * *  | is not five fields of cron
          0 0 31 2 *   | "0 0 31 2 *" names a day that never comes
          @often       | "@often" is not five fields of cron
          nightly      | "nightly" is neither a time such as 6h or 1d nor five fields of cron
          0            | "0" is neither a time
          0s           | "0s" is not from 1s to 3650d
          10ms         | "10ms" is not from 1s to 3650d
          4000d        | "4000d" is not from 1s to 3650d
          -1h          | "-1h" is neither a time
          """)
  void whatIsNoTimeIsToldByItsField(String times, String words) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PruneTimes.parse(times))
        .withMessageContaining(words);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "  "})
  void nothingIsNoTime(String times) {
    assertThatIllegalArgumentException().isThrownBy(() -> PruneTimes.parse(times));
  }

  @Test
  void equalTextsAreEqualTimes() {
    assertThat(PruneTimes.parse("0 0 * * *")).isEqualTo(PruneTimes.parse("@daily"));
    assertThat(PruneTimes.parse("0 1 * * *")).isNotEqualTo(PruneTimes.parse("@daily"));
    assertThat(PruneTimes.parse("24h")).isEqualTo(PruneTimes.parse("1d"));
  }
}
