package dev.weir.importing.schedule;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How often scheduled tags are looked at: what a stream or a spec tag says, in the form of Go's
 * durations, such as {@code 90s}, {@code 1.5h} or {@code 1h30m}, and in days: {@code 7d}. Pure.
 */
public final class CheckInterval {
  /** Annotation of streams and spec tags; the tag's wins. */
  public static final String ANNOTATION = "weir.dev/check-interval";

  private static final Map<String, Duration> UNITS =
      Map.of(
          "ns", Duration.ofNanos(1),
          "us", Duration.ofNanos(1000),
          "µs", Duration.ofNanos(1000),
          "ms", Duration.ofMillis(1),
          "s", Duration.ofSeconds(1),
          "m", Duration.ofMinutes(1),
          "h", Duration.ofHours(1),
          "d", Duration.ofDays(1));

  private static final Pattern PART =
      Pattern.compile("(?<count>[0-9]{1,12}(?:\\.[0-9]{1,9})?)(?<unit>ns|us|µs|ms|s|m|h|d)");
  private static final int MOST_TEXT = 64;
  private static final Duration LONGEST = Duration.ofDays(3660);

  private CheckInterval() {}

  /** An interval as it is written; empty if it is none that anything can be looked at in. */
  public static Optional<Duration> read(String text) {
    String written = text.strip();
    if (written.length() > MOST_TEXT) {
      return Optional.empty();
    }
    Matcher part = PART.matcher(written);
    BigDecimal nanos = BigDecimal.ZERO;
    int at = 0;
    while (at < written.length() && part.find(at) && part.start() == at) {
      Duration unit = UNITS.getOrDefault(part.group("unit"), Duration.ZERO);
      nanos =
          nanos.add(new BigDecimal(part.group("count")).multiply(new BigDecimal(unit.toNanos())));
      at = part.end();
    }
    boolean whole = at == written.length() && nanos.signum() > 0;
    return whole
        ? Optional.of(nanos.min(new BigDecimal(LONGEST.toNanos())))
            .map(BigDecimal::longValue)
            .filter(positive -> positive > 0)
            .map(Duration::ofNanos)
        : Optional.empty();
  }

  /** What a tag's own annotations say, else its stream's; empty if neither says anything usable. */
  static Optional<Duration> own(String ofTag, String ofStream) {
    return read(ofTag).or(() -> read(ofStream));
  }
}
