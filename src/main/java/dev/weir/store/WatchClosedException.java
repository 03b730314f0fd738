package dev.weir.store;

/** The watch was closed by its owner or with the store. */
public final class WatchClosedException extends StoreException {
  public WatchClosedException(String message) {
    super(message);
  }
}
