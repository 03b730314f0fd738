package dev.weir.store;

/** The store is of a format that this program would misread; nothing was changed. */
public final class StoreFormatException extends StoreException {
  private final String what;

  /**
   * A store that a later program wrote.
   *
   * @param store such as its file
   * @param found its format
   * @param read the newest one that this program reads
   */
  public StoreFormatException(String store, long found, long read) {
    super(
        "%s has store format %d, this program reads format %d; use the program that wrote it"
            .formatted(store, found, read));
    this.what = "formats up to %d, and %s has format %d".formatted(read, store, found);
  }

  /** What this program reads and what it found, such as {@code formats up to 3, and …}. */
  public String what() {
    return what;
  }
}
