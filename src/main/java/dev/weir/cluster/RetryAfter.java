package dev.weir.cluster;

import java.time.Duration;
import java.util.Optional;

/** When a server that is too busy wants to be asked again. Pure. */
final class RetryAfter {
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int UNAVAILABLE = 503;
  private static final Duration LONGEST = Duration.ofSeconds(30);
  private static final Duration SHORTEST = Duration.ofSeconds(1);

  private RetryAfter() {}

  /**
   * The pause before the same request may be sent again; empty if the answer says nothing of that.
   * Both statuses say that nothing was done. No server can ask for more than half a minute: a loop
   * has delays of its own.
   *
   * @param header value of {@code Retry-After}; seconds, as API servers write it
   */
  static Optional<Duration> of(int status, String header) {
    boolean busy = status == TOO_MANY_REQUESTS || status == UNAVAILABLE;
    if (!busy || !header.matches("[0-9]{1,9}")) {
      return Optional.empty();
    }
    Duration asked = Duration.ofSeconds(Long.parseLong(header));
    Duration bounded = asked.compareTo(LONGEST) > 0 ? LONGEST : asked;
    return Optional.of(bounded.compareTo(SHORTEST) < 0 ? SHORTEST : bounded);
  }
}
