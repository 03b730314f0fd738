package dev.weir.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.resource.Sizes;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpansTest {
  @ParameterizedTest
  @CsvSource({
    "0,0s",
    "9,9ms",
    "160,160ms",
    "1000,1s",
    "1010,1.01s",
    "1100,1.1s",
    "60000,1m0s",
    "62030,1m2.03s",
    "3600000,1h0m0s",
    "10203040,2h50m3.04s"
  })
  void exactSpansAreGos(long millis, String text) {
    assertThat(Spans.exact(Duration.ofMillis(millis))).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "-5,0s",
    "59,59s",
    "60,1m",
    "3599,59m",
    "3600,1h",
    "86399,23h",
    "86400,1d",
    "31535999,364d",
    "31536000,1y",
    "63072000,2y"
  })
  void coarseSpansHaveOneUnit(long seconds, String text) {
    assertThat(Spans.coarse(Duration.ofSeconds(seconds))).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "0,0B,0B",
    "999,999B,999B",
    "1000,1kB,1000B",
    "1024,1.024kB,1KiB",
    "200250,200.2kB,195.6KiB",
    "4004676,4.005MB,3.819MiB",
    "5368709120,5.369GB,5GiB"
  })
  void sizesHaveFourDigitsRoundedAsCRounds(long bytes, String decimal, String binary) {
    assertThat(Sizes.decimal(bytes)).isEqualTo(decimal);
    assertThat(Sizes.binary(bytes)).isEqualTo(binary);
  }
}
