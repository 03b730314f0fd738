package dev.weir.pullthrough.stream;

import dev.weir.manifest.Descriptor;
import dev.weir.manifest.Manifest;
import dev.weir.manifest.ManifestException;
import dev.weir.manifest.ManifestReader;
import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import dev.weir.resource.Json;
import dev.weir.store.Entry;
import dev.weir.store.Store;
import dev.weir.store.Transaction;
import dev.weir.streams.StreamKeys;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What other registries said about the images of a stream, such as signatures, and what that is
 * made of:
 *
 * <pre>
 *   /referred/NS/STREAM/of/SUBJECT    {"asked":1700000000,"manifests":[{"mediaType":…,"digest":…,"size":7}]}
 *   /referred/NS/STREAM/part/DIGEST   {"subject":…,"mediaType":…,"size":7,"manifest":true}
 * </pre>
 *
 * Keys go with their stream. Whether the stream shows the subject still is asked each time.
 */
final class Referred {
  /** Longest list that is kept of one subject; who signs that often can be asked there. */
  static final int MOST = 100;

  private final Store store;

  Referred(Store store) {
    this.store = store;
  }

  /**
   * A list that a registry gave.
   *
   * @param asked when
   */
  record Listed(Instant asked, List<Descriptor> manifests) {
    Listed {
      manifests = List.copyOf(manifests);
    }
  }

  /**
   * Something that such a list names.
   *
   * @param subject what it says something about, in the end
   */
  record Part(Digest subject, String mediaType, OptionalLong size, boolean isManifest) {}

  Optional<Listed> list(StreamName stream, Digest subject) {
    return store.get(listKey(stream, subject)).map(Referred::listed);
  }

  Optional<Part> part(StreamName stream, Digest digest) {
    return store.get(partKey(stream, digest)).map(Referred::part);
  }

  /**
   * Writes down a list, and that the stream shows what it names; nothing for a stream that is gone.
   */
  void keep(StreamName stream, Digest subject, Listed listed) {
    Transaction.Builder transaction = Transaction.builder();
    transaction.put(listKey(stream, subject), encode(listed));
    for (Descriptor manifest : listed.manifests()) {
      transaction.put(partKey(stream, manifest.digest()), encode(subject, manifest, true));
    }
    commit(stream, transaction);
  }

  /** A manifest of a list came: the stream shows what it is made of. */
  void came(StreamName stream, Digest digest, byte[] manifest) {
    Optional<Part> part = part(stream, digest);
    if (part.isEmpty()) {
      return;
    }
    Digest subject = part.get().subject();
    Transaction.Builder transaction = Transaction.builder();
    blobs(manifest)
        .limit(MOST)
        .forEach(
            blob -> transaction.put(partKey(stream, blob.digest()), encode(subject, blob, false)));
    commit(stream, transaction);
  }

  private static Stream<Descriptor> blobs(byte[] manifest) {
    try {
      return ManifestReader.readStored(manifest) instanceof Manifest.ImageManifest image
          ? Stream.concat(Stream.of(image.config()), image.layers().stream())
          : Stream.empty();
    } catch (ManifestException _) {
      return Stream.empty();
    }
  }

  private void commit(StreamName stream, Transaction.Builder transaction) {
    Optional<Entry> present = store.get(StreamKeys.stream(stream));
    if (present.isPresent()) {
      // who is slower than a change of the stream asks again
      var _ =
          store.commit(
              transaction.ifAt(StreamKeys.stream(stream), present.get().modRevision()).build());
    }
  }

  private static String listKey(StreamName stream, Digest subject) {
    return StreamKeys.referred(stream) + "of/" + subject;
  }

  private static String partKey(StreamName stream, Digest digest) {
    return StreamKeys.referred(stream) + "part/" + digest;
  }

  private static byte[] encode(Digest subject, Descriptor part, boolean isManifest) {
    return Json.bytes(
        Json.object()
            .put("subject", subject.toString())
            .put("mediaType", part.mediaType())
            .put("size", part.size())
            .put("manifest", isManifest));
  }

  private static Part part(Entry entry) {
    ObjectNode node = Json.parseObject(entry.value());
    return new Part(
        Digest.parse(Json.string(node, "subject")),
        Json.string(node, "mediaType"),
        OptionalLong.of(node.path("size").asLong(0)),
        node.path("manifest").asBoolean(false));
  }

  private static byte[] encode(Listed listed) {
    ObjectNode node = Json.object().put("asked", listed.asked().getEpochSecond());
    var manifests = node.putArray("manifests");
    for (Descriptor one : listed.manifests()) {
      ObjectNode entry = manifests.addObject();
      entry.put("mediaType", one.mediaType());
      entry.put("digest", one.digest().toString()).put("size", one.size());
      entry.put("artifactType", one.artifactType());
      one.annotations().forEach(entry.putObject("annotations")::put);
    }
    return Json.bytes(node);
  }

  private static Listed listed(Entry entry) {
    ObjectNode node = Json.parseObject(entry.value());
    List<Descriptor> manifests = new ArrayList<>();
    for (JsonNode one : Json.arrayAt(node, "manifests")) {
      Map<String, String> annotations = new HashMap<>();
      Json.objectAt(one, "annotations")
          .forEachEntry((key, value) -> annotations.put(key, value.asString("")));
      manifests.add(
          new Descriptor(
              Json.string(one, "mediaType"),
              Digest.parse(Json.string(one, "digest")),
              one.path("size").asLong(0),
              Optional.empty(),
              List.of(),
              Json.string(one, "artifactType"),
              annotations));
    }
    return new Listed(Instant.ofEpochSecond(node.path("asked").asLong(0)), manifests);
  }
}
