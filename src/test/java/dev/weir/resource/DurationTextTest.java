package dev.weir.resource;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationTextTest {
  private static final Duration YEAR = Duration.ofDays(365);

  @ParameterizedTest
  @CsvSource({
    "15m, PT15M",
    "1h30m, PT1H30M",
    "1.5h, PT1H30M",
    "7d, P7D",
    "1ms, PT0.001S",
    "0s, PT0S",
    "999999999999d, P365D"
  })
  void readsWhatIsOne(String text, Duration duration) {
    assertThat(DurationText.read(text, YEAR)).contains(duration);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "15", "-5m", "soon", "1h ", "1h30", "1e9h", ".5h", "1w"})
  void takesNothingElseForOne(String text) {
    assertThat(DurationText.read(text, YEAR)).isEmpty();
  }
}
