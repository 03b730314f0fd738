package dev.weir.remote.extract;

/**
 * Counts what is kept in memory of what layers say, about. Layers of a few kilobytes can have names
 * of gigabytes, which end here before memory does.
 */
final class Held {
  /** Fits into the heap that the launcher gives, with all else: names of two million files. */
  private static final long USUAL = 256L * 1024 * 1024;

  /** Bytes of a text and its place in a map, beside its characters. */
  private static final int OVERHEAD = 100;

  private final long most;
  private long held;

  Held() {
    this(USUAL);
  }

  /**
   * @param most bytes
   */
  Held(long most) {
    this.most = most;
  }

  /**
   * One more text is kept.
   *
   * @throws TarException if that is too much
   */
  void add(String text) throws TarException {
    boolean narrow = text.chars().allMatch(c -> c < 256);
    held += OVERHEAD + (narrow ? 1L : 2L) * text.length();
    if (held > most) {
      throw new TarException(
          "the layers have more names than are held here, which is %d bytes".formatted(most));
    }
  }
}
