package dev.weir.console.stream;

import dev.weir.resource.ShortTime;
import java.time.Instant;
import java.util.regex.Pattern;

/** Short forms of what pages show. Pure. */
public final class Shown {
  /** So much of a digest tells images apart, and commands take it for the whole. */
  private static final int SHORT = 12;

  private static final Pattern WHOLE =
      Pattern.compile("(@sha(?:256|512):[0-9a-f]{%d})[0-9a-f]+$".formatted(SHORT));

  private Shown() {}

  /** The beginning of a digest, such as {@code 1a2b3c4d5e6f}; the text itself if it is shorter. */
  public static String digest(String digest) {
    String hex = digest.substring(digest.indexOf(':') + 1);
    return hex.length() <= SHORT ? hex : hex.substring(0, SHORT);
  }

  /** A name such as {@code shop/app@sha256:…} with a short digest, which commands take as well. */
  public static String name(String name) {
    return WHOLE.matcher(name).replaceAll("$1");
  }

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
}
