package dev.weir.blob;

import dev.weir.reference.Digest;
import java.io.IOException;
import java.nio.channels.Channels;
import java.util.Optional;

/** Reads blobs by content address. Says nothing about who may see them. */
public interface BlobReader {
  /** Size in bytes, or empty if there is no such blob. */
  Optional<Long> size(Digest digest);

  /** Opens a blob; the caller closes it. */
  Optional<Blob> open(Digest digest);

  /**
   * All bytes of a small blob, compared with the digest each time. Empty if there is no such blob,
   * if it has more bytes than that, or if it turns out to be damaged, which takes it away.
   */
  default Optional<byte[]> read(Digest digest, int most) throws IOException {
    Optional<Blob> found = open(digest);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    try (Blob blob = found.get()) {
      if (blob.size() > most) {
        return Optional.empty();
      }
      byte[] bytes = Channels.newInputStream(blob.channel()).readAllBytes();
      return Optional.of(bytes).filter(b -> digest.sameAlgorithm(b).equals(digest));
    } catch (DamagedBlobException _) {
      return Optional.empty();
    }
  }
}
