package dev.weir.remote.fake;

import dev.weir.reference.Digest;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** Contents of one repository of a {@link FakeRegistry}. */
public final class FakeRepository {
  private final SortedMap<String, Digest> tags = new ConcurrentSkipListMap<>();
  private final Map<Digest, Stored> manifests = new ConcurrentHashMap<>();
  private final Map<Digest, byte[]> blobs = new ConcurrentHashMap<>();

  @SuppressWarnings("ArrayRecordComponent")
  record Stored(String mediaType, byte[] bytes) {}

  /** Adds a blob. */
  public Digest blob(byte[] bytes) {
    Digest digest = Digest.of(bytes);
    blobs.put(digest, bytes);
    return digest;
  }

  /** Adds a manifest without a tag. */
  public Digest manifest(String mediaType, byte[] bytes) {
    Digest digest = Digest.of(bytes);
    manifests.put(digest, new Stored(mediaType, bytes));
    return digest;
  }

  /** Points a tag at a manifest. */
  public void tag(String tag, Digest digest) {
    tags.put(tag, digest);
  }

  public SortedMap<String, Digest> tags() {
    return tags;
  }

  public Optional<byte[]> findBlob(Digest digest) {
    return Optional.ofNullable(blobs.get(digest));
  }

  /** Bytes of the manifest of a tag or digest. */
  public Optional<byte[]> findManifest(String tagOrDigest) {
    return stored(tagOrDigest).map(Stored::bytes);
  }

  Optional<Stored> stored(String tagOrDigest) {
    Optional<Digest> digest =
        Digest.tryParse(tagOrDigest).or(() -> Optional.ofNullable(tags.get(tagOrDigest)));
    return digest.flatMap(d -> Optional.ofNullable(manifests.get(d)));
  }
}
