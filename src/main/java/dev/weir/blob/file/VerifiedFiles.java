package dev.weir.blob.file;

import dev.weir.reference.Digest;
import dev.weir.resource.Recent;

/**
 * Which blobs were compared with their digest since the start, and how their file looked then. What
 * was used longest ago is forgotten first, and compared again: memory stays bounded.
 */
final class VerifiedFiles {
  /** About 16 MB. */
  private static final int MOST = 65_536;

  private final Recent<Digest, FileLayer.Facts> known = new Recent<>(MOST);

  /** True if this very file was found to hold the blob. */
  boolean has(Digest digest, FileLayer.Facts facts) {
    return known.find(digest).filter(facts::equals).isPresent();
  }

  void add(Digest digest, FileLayer.Facts facts) {
    known.keep(digest, facts);
  }

  void remove(Digest digest) {
    known.forget(digest);
  }
}
