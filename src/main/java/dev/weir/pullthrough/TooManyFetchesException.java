package dev.weir.pullthrough;

import java.time.Duration;

/** As many fetches run as may, and the wait for one of them to end was too long. */
public final class TooManyFetchesException extends RuntimeException {
  private final Duration retryAfter;

  TooManyFetchesException(Duration retryAfter) {
    super("too many blobs are being fetched from other registries; try again later");
    this.retryAfter = retryAfter;
  }

  /** When to ask again. */
  public Duration retryAfter() {
    return retryAfter;
  }
}
