package dev.weir.remote.fake;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What a {@link FakeRegistry} grants its clients together; it counts down and is never refilled.
 */
public final class FakeRateLimit {
  private final int limit;
  private final Duration time;
  private final boolean docker;
  private final AtomicInteger left;

  private FakeRateLimit(int limit, Duration time, boolean docker) {
    this.limit = limit;
    this.time = time;
    this.docker = docker;
    this.left = new AtomicInteger(limit);
  }

  /**
   * As Docker Hub: manifests that are fetched count, and each answer about one says what is left.
   */
  public static FakeRateLimit docker(int limit, Duration window) {
    return new FakeRateLimit(limit, window, true);
  }

  /** As the drafts of the IETF had it at first: every request counts, and every answer says so. */
  public static FakeRateLimit draft(int limit, Duration reset) {
    return new FakeRateLimit(limit, reset, false);
  }

  /** From now on so many are left. */
  public void leave(int remaining) {
    left.set(remaining);
  }

  /** Counts a request; true if it was refused, and answered so. */
  boolean refuses(FakeExchange exchange) throws IOException {
    boolean manifest = exchange.uri().getPath().contains("/manifests/");
    if (docker && !manifest) {
      return false;
    }
    boolean counts = !docker || exchange.method().equals("GET");
    int before = counts ? left.getAndUpdate(n -> Math.max(0, n - 1)) : left.get();
    String window = docker ? ";w=" + time.toSeconds() : "";
    exchange.with("RateLimit-Limit", limit + window);
    exchange.with("RateLimit-Remaining", left.get() + window);
    if (!docker) {
      exchange.with("RateLimit-Reset", String.valueOf(time.toSeconds()));
    }
    if (counts && before == 0) {
      exchange.error(429, "TOOMANYREQUESTS");
      return true;
    }
    return false;
  }
}
