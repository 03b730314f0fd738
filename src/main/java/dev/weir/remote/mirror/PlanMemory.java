package dev.weir.remote.mirror;

import dev.weir.manifest.Descriptor;
import dev.weir.reference.Digest;
import dev.weir.remote.RemoteException;
import dev.weir.remote.RemoteManifest;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Bounds what is held of all images of a run while it is planned, whatever their manifests are
 * like: 10,000 ordinary ones are far below. For any threads.
 */
final class PlanMemory {
  private static final long KEPT_BYTES = 32L * 1024 * 1024;
  private static final long MAX_REFERENCES = 4_000_000;
  private static final int MAX_BLOBS = 400_000;

  private final AtomicLong room = new AtomicLong(KEPT_BYTES);
  private final AtomicLong references = new AtomicLong();
  private final Map<Digest, Descriptor> known = new ConcurrentHashMap<>();

  /** The manifest, if there is room for it. */
  Optional<RemoteManifest> keep(RemoteManifest manifest) {
    long size = manifest.bytes().length;
    if (room.addAndGet(-size) >= 0) {
      return Optional.of(manifest);
    }
    room.addAndGet(size);
    return Optional.empty();
  }

  /**
   * What a manifest refers to: type, digest and size of each alone, held once for all that refer to
   * it.
   *
   * @throws RemoteException if it is too much with what others refer to
   */
  List<Descriptor> hold(Collection<Descriptor> content) {
    if (references.addAndGet(content.size()) > MAX_REFERENCES || known.size() > MAX_BLOBS) {
      throw new RemoteException(
          RemoteException.Kind.REGISTRY_ERROR,
          "with what was read before, it refers to more blobs than can be planned at once; mirror"
              + " fewer images at a time");
    }
    return content.stream().map(this::held).toList();
  }

  private Descriptor held(Descriptor one) {
    Descriptor first =
        known.computeIfAbsent(
            one.digest(), digest -> Descriptor.of(one.mediaType(), digest, one.size()));
    boolean same = first.size() == one.size() && first.mediaType().equals(one.mediaType());
    return same ? first : Descriptor.of(one.mediaType(), first.digest(), one.size());
  }
}
