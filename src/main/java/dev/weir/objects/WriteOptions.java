package dev.weir.objects;

/** How to write: a dry run does everything but store. */
public record WriteOptions(boolean dryRun) {
  public static final WriteOptions STORE = new WriteOptions(false);
}
