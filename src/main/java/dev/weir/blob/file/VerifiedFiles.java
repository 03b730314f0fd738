package dev.weir.blob.file;

import dev.weir.reference.Digest;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Which blobs were compared with their digest since the start, and how their file looked then. What
 * was used longest ago is forgotten first, and compared again: memory stays bounded.
 */
final class VerifiedFiles {
  /** About 16 MB. */
  private static final int MOST = 65_536;

  private final Map<Digest, FileLayer.Facts> known =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Digest, FileLayer.Facts> eldest) {
          return size() > MOST;
        }
      };

  /** True if this very file was found to hold the blob. */
  synchronized boolean has(Digest digest, FileLayer.Facts facts) {
    return facts.equals(known.get(digest));
  }

  synchronized void add(Digest digest, FileLayer.Facts facts) {
    known.put(digest, facts);
  }

  synchronized void remove(Digest digest) {
    known.remove(digest);
  }
}
