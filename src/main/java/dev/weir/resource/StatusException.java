package dev.weir.resource;

/** A refusal on its way to the client; each door turns it into its own wire form. */
public class StatusException extends RuntimeException {
  private final transient ApiStatus status;

  public StatusException(ApiStatus status) {
    super(status.message(), null, false, false);
    this.status = status;
  }

  public final ApiStatus status() {
    return status;
  }
}
