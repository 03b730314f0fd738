package dev.weir.window;

import dev.weir.resource.Span;
import java.time.Duration;

/** How long streams that a window made stay when nobody pulls them. */
public sealed interface Keep {
  /** So long after the last pull. */
  record Unpulled(Duration most) implements Keep {}

  /** For good. */
  record All() implements Keep {}

  /**
   * Reads {@code age=D} or {@code all}.
   *
   * @throws IllegalArgumentException saying what is wrong
   */
  static Keep parse(String text) {
    if (text.equals("all")) {
      return new All();
    }
    if (!text.startsWith("age=")) {
      throw new IllegalArgumentException(
          "must be age=D, how long after their last pull streams of the window stay, or all");
    }
    return new Unpulled(Span.parse(text.substring("age=".length())));
  }
}
