package dev.weir.registry;

import dev.weir.http.Exchange;
import dev.weir.pullthrough.stream.Arrival;
import dev.weir.pullthrough.stream.PullThroughException;
import dev.weir.registry.request.Refusal;
import dev.weir.registry.request.RegistryErrors;
import java.time.Duration;

/** How clients are told what came of asking another registry. */
final class ThroughWords {
  private static final String STALE = "110 - \"Response is Stale\"";

  private ThroughWords() {}

  /**
   * The refusal; never a 401, which would make clients log in again here.
   *
   * @param absent what is said if the other registry does not have it
   */
  static Refusal refusal(PullThroughException failure, RegistryErrors absent) {
    RegistryErrors code =
        switch (failure.kind()) {
          case NOT_FOUND, UNSUPPORTED -> absent;
          case FORBIDDEN -> RegistryErrors.DENIED;
          case TOO_MANY_REQUESTS, BUSY_HERE -> RegistryErrors.TOOMANYREQUESTS;
          case UNAVAILABLE, DIGEST_MISMATCH, ENDED_HERE -> RegistryErrors.UNAVAILABLE;
        };
    Refusal refusal = code.refuse("it is not here and cannot be fetched: " + failure.getMessage());
    failure
        .retryAfter()
        .ifPresent(wait -> refusal.header("Retry-After", Long.toString(seconds(wait))));
    return refusal;
  }

  private static long seconds(Duration wait) {
    return Math.max(1, wait.plusMillis(999).toSeconds());
  }

  /** Says from where something comes (RFC 9211); nothing of what was pushed here. */
  static void tell(Exchange http, Arrival how) {
    switch (how) {
      case Arrival.Own _, Arrival.Awaited _ -> {}
      case Arrival.Kept _ -> http.setHeader("Cache-Status", "weir; hit");
      case Arrival.Fetched(boolean kept) ->
          http.setHeader("Cache-Status", "weir; fwd=miss" + (kept ? "; stored" : ""));
      case Arrival.Stale(String why, Duration age) ->
          http.setHeader("Cache-Status", "weir; hit; detail=\"" + quoted(why) + "\"")
              .setHeader("Age", Long.toString(age.toSeconds()))
              .setHeader("Warning", STALE);
    }
  }

  /** As the text of a structured field may be (RFC 8941, 3.3.3). */
  private static String quoted(String text) {
    return text.replaceAll("[^ -~]+", " ").replace("\\", "\\\\").replace("\"", "\\\"");
  }
}
