package dev.weir.remote.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.remote.budget.Allowance;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RateLimitsTest {
  private static final Instant NOW = Instant.parse("2026-11-29T20:00:00Z");

  /** Headers as {@code Name: value | Name: value}. */
  private static Optional<Allowance> read(String headers) {
    Map<String, List<String>> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (String header : headers.split(" \\| ")) {
      String[] parts = header.split(": ?", 2);
      all.computeIfAbsent(parts[0], _ -> new ArrayList<>()).add(parts[1]);
    }
    return RateLimits.read(name -> all.getOrDefault(name, List.of()), NOW);
  }

  private static String words(Allowance found) {
    return found.words() + " for " + found.span().toSeconds() + " s";
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '>',
      value = {
        // Docker Hub
        "RateLimit-Limit: 100;w=21600 | RateLimit-Remaining: 76;w=21600 > 76 of 100 pulls for 21600"
            + " s",
        "RateLimit-Limit: 100;w=21600 | RateLimit-Remaining: 76 > 76 of 100 pulls for 21600 s",
        "RateLimit-Limit: 100 | RateLimit-Remaining: 76;w=21600 > 76 of 100 pulls for 21600 s",
        "RateLimit-Limit: 200 ; w=21600 | RateLimit-Remaining: 0 ;w = 21600 > 0 of 200 pulls for"
            + " 21600 s",
        "RateLimit-Limit: 100;w=9999999 | RateLimit-Remaining: 1;w=9999999 > 1 of 100 pulls for"
            + " 86400 s",
        // the first drafts
        "RateLimit-Limit: 10 | RateLimit-Remaining: 3 | RateLimit-Reset: 30 > 3 of 10 requests for"
            + " 30 s",
        "RateLimit-Limit: 10, 10;w=60, 500;w=3600 | RateLimit-Remaining: 3 | RateLimit-Reset: 30 >"
            + " 3 of 10 requests for 30 s",
        "RateLimit-Limit: 10;w=60 | RateLimit-Remaining: 3 | RateLimit-Reset: 30 > 3 of 10 requests"
            + " for 30 s",
        "RateLimit-Limit: 10 | RateLimit-Remaining: 10 > 10 of 10 requests for 300 s",
        "RateLimit-Limit: 10 | RateLimit-Remaining: 3 | RateLimit-Reset: 0 > 3 of 10 requests for 0"
            + " s",
        "RateLimit-Limit: 10 | RateLimit-Remaining: 3 | RateLimit-Reset: 1796100000 > 3 of 10"
            + " requests for 86400 s",
        "RateLimit-Limit: 10 | RateLimit-Remaining: 3 | RateLimit-Reset: 1795982460 > 3 of 10"
            + " requests for 60 s",
        "RateLimit-Limit: 10 | RateLimit-Remaining: 3 | RateLimit-Reset: soon > 3 of 10 requests"
            + " for 300 s",
        "RateLimit-Remaining: 3 | RateLimit-Reset: 30 > 3 requests for 30 s",
        // one between
        "RateLimit: limit=100, remaining=50, reset=5 | RateLimit-Policy: 100;w=60 > 50 of 100"
            + " requests for 5 s",
        // the later ones
        "RateLimit: `default`;r=50;t=30 | RateLimit-Policy: `default`;q=100;w=60 > 50 of 100"
            + " requests for 30 s",
        "RateLimit: default;r=50 | RateLimit-Policy: default;q=100;w=60 > 50 of 100 requests for 60"
            + " s",
        "RateLimit: `default`;r=50 | RateLimit-Policy: `default`;q=100 > 50 of 100 requests for 300"
            + " s",
        "RateLimit: `default`;r=50;t=30 > 50 requests for 30 s",
        "RateLimit: `a;b,c`;r=50;t=30 | RateLimit-Policy: `a;b,c`;q=100;w=60 > 50 of 100 requests"
            + " for 30 s",
        "RateLimit: `burst`;r=9;t=1, `day`;r=10;t=9000 | RateLimit-Policy: `burst`;q=10;w=1,"
            + " `day`;q=1000;w=86400 > 10 of 1000 requests for 9000 s",
        "RateLimit: `burst`;r=1;t=1, `day`;r=10;t=9000 | RateLimit-Policy: `burst`;q=10;w=1,"
            + " `day`;q=1000;w=86400 > 10 of 1000 requests for 9000 s",
        "RateLimit: `burst`;r=3;t=1, `day`;r=900;t=9000 | RateLimit-Policy: `burst`;q=10;w=1 |"
            + " RateLimit-Policy: `day`;q=1000;w=86400 > 3 of 10 requests for 1 s",
        "RateLimit: `broken`;r=-1;t=1, `day`;r=900;t=9000 | RateLimit-Policy: `day`;q=1000 > 900 of"
            + " 1000 requests for 9000 s",
        "RateLimit: `default`;r=50;t=999999999999 | RateLimit-Policy: `default`;q=100 > 50 of 100"
            + " requests for 86400 s",
        "RateLimit: `default`;r=50;t=30 | RateLimit-Limit: 10 | RateLimit-Remaining: 3 > 50"
            + " requests for 30 s",
      })
  void readsWhatIsLeft(String headers, String expected) {
    assertThat(read(headers.replace('`', '"')).map(RateLimitsTest::words)).contains(expected);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '>',
      value = {
        "Server: nothing of it",
        "RateLimit-Limit: 100;w=21600",
        "RateLimit-Limit: 0;w=21600 | RateLimit-Remaining: 0;w=21600",
        "RateLimit-Limit: 100;w=21600 | RateLimit-Remaining: -1;w=21600",
        "RateLimit-Limit: -100;w=21600 | RateLimit-Remaining: 1;w=21600",
        "RateLimit-Limit: 100 | RateLimit-Remaining: 101 | RateLimit-Reset: 30",
        "RateLimit-Limit: 99999999999999999999 | RateLimit-Remaining: 1 | RateLimit-Reset: 30",
        "RateLimit-Limit: 100 | RateLimit-Remaining: 1e2 | RateLimit-Reset: 30",
        "RateLimit-Limit: 100 | RateLimit-Remaining: | RateLimit-Reset: 30",
        "RateLimit-Limit: ,,;;= | RateLimit-Remaining: ;w=1,",
        "RateLimit: `default`;t=30 | RateLimit-Policy: `default`;q=100;w=60",
        "RateLimit: `default`;r=50;t=30 | RateLimit-Policy: `default`;q=0;w=60",
        "RateLimit: `default`;r=50;t=30 | RateLimit-Policy: `default`;q=lots;w=60",
        "RateLimit: `default`;r=500;t=30 | RateLimit-Policy: `default`;q=100;w=60",
        "RateLimit: limit=100, remaining=much, reset=5",
        "RateLimit: `never closed;r=5;t=30",
      })
  void takesNonsenseForNothing(String headers) {
    assertThat(read(headers.replace('`', '"'))).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"'Sun, 29 Nov 2026 23:00:00 GMT', 1795993260", "'', 1795982460"})
  void aTimeOfResetIsByTheClockOfTheAnswer(String date, String reset) {
    String headers = "RateLimit-Limit: 10 | RateLimit-Remaining: 3 | RateLimit-Reset: " + reset;
    assertThat(read(headers + (date.isEmpty() ? "" : " | Date: " + date)).map(Allowance::span))
        .contains(Duration.ofSeconds(60));
  }
}
