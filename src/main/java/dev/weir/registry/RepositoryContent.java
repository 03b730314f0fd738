package dev.weir.registry;

import dev.weir.blob.Blob;
import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import dev.weir.registry.request.Reference;
import java.io.IOException;
import java.util.Optional;

/**
 * What a repository shows, wherever its bytes lie (registry.md 3.5, 6.2). Knowing a digest is not
 * enough: an answer is given only for what was pushed or mounted there, or is part of an image that
 * the stream holds. Who asks has the right to pull there.
 */
interface RepositoryContent {
  /** A blob that the repository shows; the caller closes it. */
  Optional<Blob> open(StreamName repository, Digest digest) throws IOException;

  /** Bytes of a blob that {@link #open} would give, for whoever wants none of them. */
  default Optional<Long> size(StreamName repository, Digest digest) throws IOException {
    Optional<Blob> found = open(repository, digest);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    try (Blob blob = found.get()) {
      return Optional.of(blob.size());
    }
  }

  /** The manifest that a tag is now, or the one of a digest. */
  Optional<StoredManifest> manifest(StreamName repository, Reference reference) throws IOException;
}
