package dev.weir.server.config;

import dev.weir.resource.DurationText;
import java.time.Duration;
import java.util.Optional;

/** Reads when what nobody needs goes. */
final class CollectionReader {
  private static final Duration SHORTEST = Duration.ofSeconds(1);

  private static final Duration SHORTEST_SCRUB = Duration.ofHours(1);

  /** Ten years, as nobody means more. */
  private static final Duration LONGEST = Duration.ofDays(3650);

  private CollectionReader() {}

  /** From a second to ten years. */
  static Duration time(String text) {
    Duration time =
        DurationText.read(text.strip(), LONGEST.multipliedBy(2))
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "\"" + text + "\" is no time such as 30s, 15m, 1.5h or 7d, up to 3650d"));
    if (time.compareTo(SHORTEST) < 0) {
      throw new IllegalArgumentException("\"" + text + "\" is less than 1s");
    }
    if (time.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException("\"" + text + "\" is more than 3650d");
    }
    return time;
  }

  /** As {@link #time}, and not shorter than the grace. */
  static Duration pushLease(String text, Duration grace) {
    Duration lease = time(text);
    if (lease.compareTo(grace) < 0) {
      throw new IllegalArgumentException(
          "\"%s\" is shorter than %s, for which everything stays anyway; give a longer time, or a shorter grace"
              .formatted(text, Setting.GC_GRACE.flag()));
    }
    return lease;
  }

  /** An hour at least, or {@code off}. */
  static Optional<Duration> scrub(String text) {
    if (text.strip().equals("off")) {
      return Optional.empty();
    }
    Duration time = time(text);
    if (time.compareTo(SHORTEST_SCRUB) < 0) {
      throw new IllegalArgumentException("\"" + text + "\" is less than 1h");
    }
    return Optional.of(time);
  }

  static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? other : one;
  }
}
