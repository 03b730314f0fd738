package dev.weir.pullthrough;

/**
 * Learns what became of a fetch that somebody joined, also after he left. Quick; throws nothing.
 */
@FunctionalInterface
public interface FetchWatcher {
  /** The blob is durable in the mirror. Comes before anybody gets its last byte. */
  void kept(Kept kept);

  /** The bytes were those of the digest, whether they stay or not. */
  default void sound() {}

  /** It failed after {@link BlobFetches#open} had returned a blob. */
  default void failed(FetchException failure) {}
}
