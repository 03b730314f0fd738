package dev.weir.registry;

import dev.weir.blob.BlobReader;
import dev.weir.manifest.ManifestReader;
import dev.weir.reference.Digest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Manifests by digest, read from the blobs, compared with the digest, and kept while there is room,
 * least recently used first out. Digests never change their bytes, so entries are never stale; who
 * may see them is asked elsewhere, each time.
 */
final class ManifestCache {
  private static final int ENTRY_OVERHEAD = 1024;

  private final BlobReader blobs;
  private final long maxBytes;
  private final Map<Digest, StoredManifest> entries = new LinkedHashMap<>(256, 0.75f, true);
  private long held;

  /** Keeps up to so many bytes. */
  ManifestCache(BlobReader blobs, long maxBytes) {
    this.blobs = blobs;
    this.maxBytes = maxBytes;
  }

  /** The manifest; empty if there is no such blob, or it is none that can be read. */
  Optional<StoredManifest> find(Digest digest) {
    StoredManifest known = cached(digest);
    if (known != null) {
      return Optional.of(known);
    }
    Optional<StoredManifest> read = read(digest);
    read.ifPresent(this::keep);
    return read;
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

  private synchronized @Nullable StoredManifest cached(Digest digest) {
    return entries.get(digest);
  }

  private synchronized void keep(StoredManifest manifest) {
    if (entries.put(manifest.digest(), manifest) == null) {
      held += manifest.size() + ENTRY_OVERHEAD;
    }
    Iterator<StoredManifest> oldest = entries.values().iterator();
    while (held > maxBytes && oldest.hasNext()) {
      held -= oldest.next().size() + ENTRY_OVERHEAD;
      oldest.remove();
    }
  }
}
