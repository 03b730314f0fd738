package dev.weir.importing.schedule.pace;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SlowLaneTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final Duration USUAL = Duration.ofMinutes(15);

  private static Duration interval(Duration usual, int scheduled, int days) {
    return SlowLane.interval(usual, scheduled, NOW.minus(Duration.ofDays(days)), NOW);
  }

  @ParameterizedTest
  @CsvSource({
    "0, PT15M",
    "29, PT15M",
    "30, PT2H",
    "59, PT2H",
    "60, PT4H",
    "90, PT8H",
    "120, PT16H",
    "150, PT24H",
    "10000, PT24H"
  })
  void ofManyTagsThoseThatStandStillAreLookedAtMoreRarely(int days, Duration interval) {
    assertThat(interval(USUAL, SlowLane.MANY, days)).isEqualTo(interval);
  }

  @Test
  void ofAFewTagsNoneIs() {
    assertThat(interval(USUAL, SlowLane.MANY - 1, 1000)).isEqualTo(USUAL);
  }

  @Test
  void noneIsLookedAtMoreOftenForIt() {
    assertThat(interval(Duration.ofHours(3), SlowLane.MANY, 30)).isEqualTo(Duration.ofHours(3));
    assertThat(interval(Duration.ofDays(7), SlowLane.MANY, 1000)).isEqualTo(Duration.ofDays(7));
  }

  @Test
  void oneThatMovedInTheFutureOfAClockThatWasSetBackIsNotOld() {
    assertThat(interval(USUAL, SlowLane.MANY, -400)).isEqualTo(USUAL);
  }
}
