package dev.weir.resource.patch;

/** A patch that cannot be followed. */
public final class PatchException extends RuntimeException {
  private final boolean malformed;

  private PatchException(boolean malformed, String message) {
    super(message, null, false, false);
    this.malformed = malformed;
  }

  /** The patch itself makes no sense (HTTP 400). */
  static PatchException malformed(String message) {
    return new PatchException(true, message);
  }

  /** The patch does not fit this object (HTTP 422). */
  static PatchException unfit(String message) {
    return new PatchException(false, message);
  }

  /** True if no object could make the patch work. */
  public boolean isMalformed() {
    return malformed;
  }
}
