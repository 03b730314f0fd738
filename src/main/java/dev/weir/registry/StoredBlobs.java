package dev.weir.registry;

import dev.weir.reference.Digest;

/** Blobs on the disk, whatever repositories they are in. */
@FunctionalInterface
public interface StoredBlobs {
  /**
   * Somebody wants a blob off the disk, who may: it goes as soon as nothing holds it, and everybody
   * who pushes had the grace to make use of what they were told.
   */
  void letGo(Digest digest);
}
