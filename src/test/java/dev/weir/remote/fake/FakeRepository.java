package dev.weir.remote.fake;

import dev.weir.manifest.MediaTypes;
import dev.weir.reference.Digest;
import dev.weir.resource.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Contents of one repository of a {@link FakeRegistry}. */
public final class FakeRepository {
  private final SortedMap<String, Digest> tags = new ConcurrentSkipListMap<>();
  private final Map<Digest, Stored> manifests = new ConcurrentHashMap<>();
  private final Map<Digest, FakeBlob> blobs = new ConcurrentHashMap<>();

  @SuppressWarnings("ArrayRecordComponent")
  record Stored(String mediaType, byte[] bytes) {}

  /** Adds a blob. */
  public Digest blob(byte[] bytes) {
    return blob(FakeBlob.of(bytes));
  }

  /** Adds a blob of any size. */
  public Digest blob(FakeBlob blob) {
    Digest digest = blob.digest();
    blobs.put(digest, blob);
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

  /** From now on there is no such tag. */
  public void untag(String tag) {
    tags.remove(tag);
  }

  /** From now on there is no manifest or blob of this digest. */
  public void remove(Digest digest) {
    manifests.remove(digest);
    blobs.remove(digest);
  }

  public SortedMap<String, Digest> tags() {
    return tags;
  }

  /** All bytes of a blob. */
  public Optional<byte[]> findBlob(Digest digest) {
    return content(digest).map(FakeRepository::all);
  }

  Optional<FakeBlob> content(Digest digest) {
    return Optional.ofNullable(blobs.get(digest));
  }

  private static byte[] all(FakeBlob blob) {
    try (InputStream in = blob.open(0)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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

  /** Descriptors of the manifests whose subject this is, in the order of their digests. */
  List<ObjectNode> referrers(Digest subject) {
    SortedMap<String, ObjectNode> found = new TreeMap<>();
    manifests.forEach(
        (digest, stored) -> {
          JsonNode manifest = read(stored.bytes());
          if (manifest.at("/subject/digest").asString("").equals(subject.toString())) {
            found.put(digest.toString(), descriptor(digest, stored, manifest));
          }
        });
    return new ArrayList<>(found.values());
  }

  private static JsonNode read(byte[] bytes) {
    try {
      return Json.parse(bytes);
    } catch (JacksonException _) {
      return Json.object();
    }
  }

  private static ObjectNode descriptor(Digest digest, Stored stored, JsonNode manifest) {
    ObjectNode descriptor = Json.object();
    descriptor.put("mediaType", stored.mediaType());
    descriptor.put("digest", digest.toString());
    descriptor.put("size", stored.bytes().length);
    descriptor.put(
        "artifactType",
        manifest.path("artifactType").asString(manifest.at("/config/mediaType").asString("")));
    if (manifest.path("annotations") instanceof ObjectNode annotations) {
      descriptor.set("annotations", annotations);
    }
    return descriptor;
  }

  /** An index of these. */
  static ObjectNode index(List<ObjectNode> descriptors) {
    ObjectNode index = Json.object();
    index.put("schemaVersion", 2).put("mediaType", MediaTypes.OCI_INDEX);
    ArrayNode manifests = index.putArray("manifests");
    descriptors.forEach(manifests::add);
    return index;
  }
}
