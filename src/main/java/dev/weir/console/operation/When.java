package dev.weir.console.operation;

import dev.weir.resource.ShortTime;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/**
 * When something was, or is going to be.
 *
 * @param words such as {@code 3h ago} or {@code in 40s}
 * @param at the exact time
 */
public record When(String words, String at) {
  static When of(Instant time, Instant now) {
    return new When(
        time.isAfter(now)
            ? "in " + ShortTime.between(now, time)
            : ShortTime.between(time, now) + " ago",
        time.toString());
  }

  /** Empty if the text is no time. */
  static Optional<When> of(String text, Instant now) {
    return time(text).map(time -> of(time, now));
  }

  static Optional<Instant> time(String text) {
    try {
      return text.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(text));
    } catch (DateTimeException _) {
      return Optional.empty();
    }
  }
}
