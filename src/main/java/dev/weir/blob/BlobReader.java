package dev.weir.blob;

import dev.weir.reference.Digest;
import java.util.Optional;

/** Reads blobs by content address. Says nothing about who may see them. */
public interface BlobReader {
  /** Size in bytes, or empty if there is no such blob. */
  Optional<Long> size(Digest digest);

  /** Opens a blob; the caller closes it. */
  Optional<Blob> open(Digest digest);
}
