package dev.weir.registry;

import dev.weir.blob.BlobReader;
import dev.weir.manifest.ManifestReader;
import dev.weir.reference.Digest;
import dev.weir.resource.Recent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/**
 * Manifests by digest, read from the blobs, compared with the digest, and kept while there is room,
 * least recently used first out. Digests never change their bytes, so entries are never stale; who
 * may see them is asked elsewhere, each time.
 */
final class ManifestCache {
  private static final int ENTRY_OVERHEAD = 1024;

  private final BlobReader blobs;
  private final Recent<Digest, StoredManifest> recent;

  /** Keeps up to so many bytes. */
  ManifestCache(BlobReader blobs, long maxBytes) {
    this.blobs = blobs;
    this.recent = recent(maxBytes);
  }

  /** Manifests at hand, up to so many bytes. */
  static Recent<Digest, StoredManifest> recent(long maxBytes) {
    return new Recent<>(maxBytes, manifest -> manifest.size() + ENTRY_OVERHEAD);
  }

  /** The manifest; empty if there is no such blob, or it is none that can be read. */
  Optional<StoredManifest> find(Digest digest) {
    Optional<StoredManifest> known = recent.find(digest);
    if (known.isPresent()) {
      return known;
    }
    Optional<StoredManifest> read = read(digest);
    read.ifPresent(manifest -> recent.keep(digest, manifest));
    return read;
  }

  /** Its bytes are not there any more. */
  void forget(Digest digest) {
    recent.forget(digest);
  }

  private Optional<StoredManifest> read(Digest digest) {
    try {
      return blobs
          .read(digest, ManifestReader.MAX_BYTES)
          .map(bytes -> new StoredManifest(digest, bytes));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read manifest " + digest, e);
    }
  }
}
