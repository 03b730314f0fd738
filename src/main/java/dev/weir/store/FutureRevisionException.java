package dev.weir.store;

/** The revision asked for has not been reached; it comes from another store or an older backup. */
public final class FutureRevisionException extends StoreException {
  public FutureRevisionException(long asked, long newest) {
    super("revision " + asked + " does not exist yet, the newest is " + newest + "; list again");
  }
}
