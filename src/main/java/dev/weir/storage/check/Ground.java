package dev.weir.storage.check;

import dev.weir.blob.file.FileBlobStore;
import dev.weir.blob.file.Inspection;
import dev.weir.reference.Digest;
import dev.weir.store.Store;
import dev.weir.streams.Gaps;
import dev.weir.streams.parts.PushedManifests;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.OptionalLong;

/**
 * What is looked at.
 *
 * @param blobs what was pushed
 * @param mirror what was fetched of other registries
 * @param manifests of {@code blobs}, as their bytes say
 */
record Ground(
    Store store,
    Inspection blobs,
    Inspection mirror,
    PushedManifests manifests,
    Gaps gaps,
    InstantSource clock) {
  static Ground of(Store store, FileBlobStore blobs, FileBlobStore mirror, InstantSource clock) {
    Inspection own = blobs.inspection();
    return new Ground(
        store, own, mirror.inspection(), new PushedManifests(own::read), new Gaps(store), clock);
  }

  OptionalLong size(Digest digest) {
    try {
      return blobs.size(digest);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  boolean isSound(Digest digest) {
    try {
      return blobs.compare(digest, Inspection.Pace.NONE).isSound();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
