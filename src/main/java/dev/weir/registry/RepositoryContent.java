package dev.weir.registry;

import dev.weir.blob.Blob;
import dev.weir.manifest.Descriptor;
import dev.weir.pullthrough.stream.Came;
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
  Optional<Came<Blob>> open(StreamName repository, Digest digest) throws IOException;

  /** Bytes of a blob that {@link #open} would give, for whoever wants none of them. */
  Optional<Came<Long>> size(StreamName repository, Digest digest) throws IOException;

  /** The manifest that a tag is now, or the one of a digest. */
  Optional<Came<StoredManifest>> manifest(StreamName repository, Reference reference)
      throws IOException;

  /**
   * What {@link #manifest} would give of a digest, as far as that is known here: nobody else is
   * asked, and it does not count as a pull.
   */
  Optional<Descriptor> known(StreamName repository, Digest digest) throws IOException;

  /** What {@link #manifest} would give, for whoever wants none of its bytes. */
  default Optional<Came<ManifestHeaders>> headers(StreamName repository, Reference reference)
      throws IOException {
    return manifest(repository, reference).map(came -> came.map(StoredManifest::described));
  }
}
