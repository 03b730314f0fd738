package dev.weir.importing.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CheckIntervalTest {
  private static final CheckSettings SETTINGS =
      new CheckSettings(Duration.ofMinutes(15), Duration.ofMinutes(1), OptionalInt.empty());

  @ParameterizedTest
  @CsvSource({
    "90s, PT1M30S",
    "1.5h, PT1H30M",
    "1h30m5s, PT1H30M5S",
    "1ms, PT0.001S",
    "250us, PT0.00025S",
    "1ns, PT0.000000001S",
    "7d, PT168H",
    "8760h, PT8760H",
    "' 2m ', PT2M",
    "999999999999h, PT87840H"
  })
  void isWrittenAsGoWritesDurationsAndInDays(String text, Duration read) {
    assertThat(CheckInterval.read(text)).contains(read);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0",
        "0s",
        "0.0h",
        "-1m",
        "5",
        "m",
        "often",
        "1m often",
        "1 m",
        "1y",
        "1.h",
        ".5h",
        "0.1ns",
        "1m1m1m1m1m1m1m1m1m1m1m1m1m1m1m1m1m1m1m1m1m1m1m1m1m1m1m1m1m1m1m1m1m1m"
      })
  void isNothingThatCannotBeReadOrNeverComesToAnEnd(String text) {
    assertThat(CheckInterval.read(text)).isEmpty();
  }

  @Test
  void theTagsOwnWinsOverTheStreams() {
    assertThat(CheckInterval.own("5m", "1h")).contains(Duration.ofMinutes(5));
    assertThat(CheckInterval.own("", "1h")).contains(Duration.ofHours(1));
    assertThat(CheckInterval.own("never", "1h")).contains(Duration.ofHours(1));
    assertThat(CheckInterval.own("", "0")).isEmpty();
  }

  @Test
  void isTheServersWhereThereIsNoneAndNeverLessThanTheLeast() {
    assertThat(SETTINGS.interval(Optional.empty())).isEqualTo(Duration.ofMinutes(15));
    assertThat(SETTINGS.interval(Optional.of(Duration.ofMillis(1))))
        .isEqualTo(Duration.ofMinutes(1));
    assertThat(SETTINGS.interval(Optional.of(Duration.ofDays(365))))
        .isEqualTo(Duration.ofDays(365));
  }
}
