package dev.weir.streams;

import dev.weir.manifest.Manifest;
import dev.weir.reference.Digest;
import java.util.Map;
import java.util.Set;

/**
 * A manifest whose bytes are in the blob store and whose content was checked.
 *
 * @param bytes as they came; never changed
 * @param config content of the configuration blob; empty if there is none or it is unreadable
 * @param gaps of it, and of each manifest below it that the push brought into the repository: what
 *     that names and the repository does not have
 */
@SuppressWarnings("ArrayRecordComponent") // shared, never changed, never compared
public record PushedManifest(
    Digest digest, Manifest manifest, byte[] bytes, byte[] config, Map<Digest, Set<Digest>> gaps) {
  public PushedManifest {
    gaps = Map.copyOf(gaps);
  }

  /** One that is whole. */
  public PushedManifest(Digest digest, Manifest manifest, byte[] bytes, byte[] config) {
    this(digest, manifest, bytes, config, Map.of(digest, Set.of()));
  }
}
