package dev.weir.console.stream;

import dev.weir.resource.ShortTime;
import java.time.Instant;

/**
 * When something was.
 *
 * @param ago such as {@code 3h ago}
 * @param at the exact time
 */
public record When(String ago, String at) {
  /** As seen from now. */
  public static When of(Instant time, Instant now) {
    return new When(ShortTime.between(time, now) + " ago", time.toString());
  }
}
