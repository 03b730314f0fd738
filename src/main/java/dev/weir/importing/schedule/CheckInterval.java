package dev.weir.importing.schedule;

import dev.weir.resource.DurationText;
import java.time.Duration;
import java.util.Optional;

/**
 * How often scheduled tags are looked at: what a stream or a spec tag says, as {@link
 * DurationText}. Pure.
 */
public final class CheckInterval {
  /** Annotation of streams and spec tags; the tag's wins. */
  public static final String ANNOTATION = "weir.dev/check-interval";

  private static final Duration LONGEST = Duration.ofDays(3660);

  private CheckInterval() {}

  /** An interval as it is written; empty if it is none that anything can be looked at in. */
  public static Optional<Duration> read(String text) {
    return DurationText.read(text.strip(), LONGEST).filter(Duration::isPositive);
  }

  /** What a tag's own annotations say, else its stream's; empty if neither says anything usable. */
  static Optional<Duration> own(String ofTag, String ofStream) {
    return read(ofTag).or(() -> read(ofStream));
  }
}
