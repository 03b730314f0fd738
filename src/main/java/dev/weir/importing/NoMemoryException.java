package dev.weir.importing;

/** What a registry gives is more than may be held. */
final class NoMemoryException extends RuntimeException {
  private final boolean mayPass;

  NoMemoryException(String message, boolean mayPass) {
    super(message);
    this.mayPass = mayPass;
  }

  /** True if there may be room later. */
  boolean mayPass() {
    return mayPass;
  }
}
