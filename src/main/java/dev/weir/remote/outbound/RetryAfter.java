package dev.weir.remote.outbound;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * How long a server wants to be left alone: {@code Retry-After} in seconds, as an HTTP date, or as
 * Unix time, which the largest of all registries is said to send (peers.md 1b). At most a day.
 */
final class RetryAfter {
  private static final Duration MOST = Duration.ofDays(1);

  /** No number of seconds that anybody waits; as Unix time it is of 2001. */
  private static final long UNIX_TIME = 1_000_000_000L;

  private static final long UNIX_MILLIS = UNIX_TIME * 1000;
  private static final Pattern NUMBER = Pattern.compile("\\d{1,15}");

  private RetryAfter() {}

  /**
   * Reads the header.
   *
   * @param value of {@code Retry-After}
   * @param date of the same answer, empty if it has none: its clock may be another than ours, or
   *     another than that which the time was read from, so that whichever comes first is believed
   * @param now by the clock here
   * @return empty if it cannot be read; never negative
   */
  static Optional<Duration> read(String value, String date, Instant now) {
    String text = value.strip();
    if (!NUMBER.matcher(text).matches()) {
      return date(text).map(then -> until(then, date, now));
    }
    long number = Long.parseLong(text);
    if (number < UNIX_TIME) {
      return Optional.of(bounded(Duration.ofSeconds(number)));
    }
    Instant then =
        number < UNIX_MILLIS ? Instant.ofEpochSecond(number) : Instant.ofEpochMilli(number);
    return Optional.of(until(then, date, now));
  }

  private static Duration until(Instant then, String date, Instant now) {
    return Stream.concat(date(date.strip()).stream(), Stream.of(now))
        .map(base -> bounded(Duration.between(base, then)))
        .filter(Duration::isPositive)
        .min(Comparator.naturalOrder())
        .orElse(Duration.ZERO);
  }

  static Optional<Instant> date(String text) {
    try {
      return text.isEmpty()
          ? Optional.empty()
          : Optional.of(
              ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
    } catch (DateTimeException _) {
      return Optional.empty();
    }
  }

  private static Duration bounded(Duration time) {
    if (time.isNegative()) {
      return Duration.ZERO;
    }
    return time.compareTo(MOST) > 0 ? MOST : time;
  }
}
