package dev.weir.mapping;

import dev.weir.blob.BlobReader;
import dev.weir.manifest.ManifestException;
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
 * What manifests are made of, by their own bytes as they were pushed, and not by what an Image says
 * of them, which may be what somebody made up in a mapping. Says nothing about who may see them.
 */
final class PushedManifests {
  /** Most digests that are remembered, of all manifests together. */
  private static final int MAX_DIGESTS = 50_000;

  private final BlobReader blobs;
  private final Map<Digest, Composition> known = new LinkedHashMap<>(64, 0.75f, true);
  private int held;

  PushedManifests(BlobReader blobs) {
    this.blobs = blobs;
  }

  /** Empty if the manifest was never pushed here, or its bytes are not its digest's any more. */
  Optional<Composition> find(Digest digest) {
    Composition remembered = remembered(digest);
    if (remembered != null) {
      return Optional.of(remembered);
    }
    Optional<Composition> read = read(digest);
    read.ifPresent(composition -> keep(digest, composition));
    return read;
  }

  private Optional<Composition> read(Digest digest) {
    try {
      return blobs.read(digest, ManifestReader.MAX_BYTES).flatMap(PushedManifests::parse);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read manifest " + digest, e);
    }
  }

  private static Optional<Composition> parse(byte[] bytes) {
    try {
      return Optional.of(Composition.of(ManifestReader.read(bytes)));
    } catch (ManifestException _) {
      return Optional.empty(); // a blob that is no manifest
    }
  }

  private synchronized @Nullable Composition remembered(Digest digest) {
    return known.get(digest);
  }

  private synchronized void keep(Digest digest, Composition composition) {
    if (known.put(digest, composition) == null) {
      held += composition.size();
    }
    Iterator<Composition> oldest = known.values().iterator();
    while (held > MAX_DIGESTS && oldest.hasNext()) {
      held -= oldest.next().size();
      oldest.remove();
    }
  }
}
