package dev.weir.importing.bounds;

/** What a registry gives is more than may be held. */
public final class NoMemoryException extends RuntimeException {
  private final boolean mayPass;

  NoMemoryException(String message, boolean mayPass) {
    super(message);
    this.mayPass = mayPass;
  }

  /** True if there may be room later. */
  public boolean mayPass() {
    return mayPass;
  }
}
