package dev.weir.objects;

/**
 * How to write: a dry run does everything but store.
 *
 * @param waiting for calls that {@linkplain Rest#waitsForOthers wait for other servers}
 */
public record WriteOptions(boolean dryRun, Waiting waiting) {
  public static final WriteOptions STORE = new WriteOptions(false);

  /** For who waits as long as may be. */
  public WriteOptions(boolean dryRun) {
    this(dryRun, Waiting.USUAL);
  }
}
