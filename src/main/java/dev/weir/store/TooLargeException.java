package dev.weir.store;

/** More than the store takes at once; see {@link Limits}. Nothing was changed. */
public final class TooLargeException extends StoreException {
  public TooLargeException(String message) {
    super(message);
  }
}
