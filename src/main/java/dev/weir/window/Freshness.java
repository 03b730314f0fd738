package dev.weir.window;

import dev.weir.resource.Span;
import java.time.Duration;

/** When a tag that is here is compared with the upstream's. */
public sealed interface Freshness {
  /** At each pull. */
  record Always() implements Freshness {}

  /** When the last comparison is longer ago. */
  record Within(Duration most) implements Freshness {}

  /** Never; nothing is asked of the upstream at all. */
  record Offline() implements Freshness {}

  /**
   * Reads {@code always}, {@code offline} or a duration.
   *
   * @throws IllegalArgumentException saying what is wrong
   */
  static Freshness parse(String text) {
    return switch (text) {
      case "always" -> new Always();
      case "offline" -> new Offline();
      default -> {
        try {
          yield new Within(Span.parse(text));
        } catch (IllegalArgumentException e) {
          throw new IllegalArgumentException(
              "must be always, offline or a duration: " + e.getMessage(), e);
        }
      }
    };
  }

  /**
   * True if what was compared so long ago need not be compared again.
   *
   * @param age since the upstream last said what the tag is
   */
  default boolean covers(Duration age) {
    return switch (this) {
      case Always _ -> false;
      case Within(Duration most) -> age.compareTo(most) < 0;
      case Offline _ -> true;
    };
  }
}
