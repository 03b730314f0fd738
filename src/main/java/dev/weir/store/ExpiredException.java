package dev.weir.store;

/** The revision asked for is forgotten; list again and go on from there (HTTP 410). */
public final class ExpiredException extends StoreException {
  public ExpiredException(String message) {
    super(message);
  }
}
