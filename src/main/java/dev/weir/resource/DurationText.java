package dev.weir.resource;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Durations in the form of Go's, such as {@code 90s}, {@code 1.5h} or {@code 1h30m}, and in days:
 * {@code 7d}.
 */
public final class DurationText {
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

  private DurationText() {}

  /**
   * Reads a duration of no sign; empty if the text is none.
   *
   * @param most longer ones count as this, a hundred years at most
   */
  public static Optional<Duration> read(String text, Duration most) {
    if (text.isEmpty() || text.length() > MOST_TEXT) {
      return Optional.empty();
    }
    Matcher part = PART.matcher(text);
    BigDecimal nanos = BigDecimal.ZERO;
    int at = 0;
    while (at < text.length() && part.find(at) && part.start() == at) {
      Duration unit = UNITS.getOrDefault(part.group("unit"), Duration.ZERO);
      nanos =
          nanos.add(new BigDecimal(part.group("count")).multiply(new BigDecimal(unit.toNanos())));
      at = part.end();
    }
    return at < text.length()
        ? Optional.empty()
        : Optional.of(Duration.ofNanos(nanos.min(new BigDecimal(most.toNanos())).longValue()));
  }
}
