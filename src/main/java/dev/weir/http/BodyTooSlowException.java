package dev.weir.http;

import java.io.IOException;
import java.time.Duration;

/** A request's body did not arrive in time. */
public final class BodyTooSlowException extends IOException {
  private final transient Duration patience;

  public BodyTooSlowException(Duration patience) {
    super("the body did not arrive within " + patience);
    this.patience = patience;
  }

  /** How long it was waited for. */
  public Duration patience() {
    return patience;
  }
}
