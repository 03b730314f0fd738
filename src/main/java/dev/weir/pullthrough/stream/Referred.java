package dev.weir.pullthrough.stream;

import dev.weir.lock.Attempts;
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
import dev.weir.store.TransactionResult;
import dev.weir.streams.StreamId;
import dev.weir.streams.StreamKeys;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
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
  /** Longest list that is kept of one subject, and most parts of one of its manifests. */
  static final int MOST = 100;

  /** Of the annotations that stand in a list; what comes after them is left out. */
  private static final int MOST_CHARACTERS = 256 * 1024;

  /** Of a media type, which may have twice 127 by its rules. */
  private static final int LONGEST_TYPE = 255;

  private static final int ATTEMPTS = 10;

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
    private static final int EACH = 512;

    Listed {
      manifests = List.copyOf(manifests);
    }

    /** Bytes that it takes, about. */
    long weight() {
      return EACH
          + manifests.stream()
              .mapToLong(
                  one ->
                      EACH
                          + 2L
                              * one.annotations().entrySet().stream()
                                  .mapToInt(Referred::length)
                                  .sum())
              .sum();
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

  /** As much of a list as is kept. */
  static List<Descriptor> bounded(List<Descriptor> all) {
    List<Descriptor> kept = new ArrayList<>();
    int characters = 0;
    for (Descriptor one : all) {
      if (Math.max(one.mediaType().length(), one.artifactType().length()) > LONGEST_TYPE) {
        continue;
      }
      characters += one.annotations().entrySet().stream().mapToInt(Referred::length).sum();
      if (kept.size() == MOST || characters > MOST_CHARACTERS) {
        return kept;
      }
      kept.add(one);
    }
    return kept;
  }

  private static int length(Map.Entry<String, String> annotation) {
    return annotation.getKey().length() + annotation.getValue().length();
  }

  /**
   * Writes down a list, and that the stream shows what it names, and no more what only the one
   * before it named.
   *
   * @return false if the stream is gone, or written by too many at once
   */
  boolean keep(StreamId stream, Digest subject, Listed listed) {
    Map<String, Optional<byte[]>> values = new LinkedHashMap<>();
    for (Digest before : named(stream.name(), subject)) {
      values.put(partKey(stream.name(), before), Optional.empty());
    }
    for (Descriptor manifest : listed.manifests()) {
      byte[] part = encode(subject, manifest, true);
      values.put(partKey(stream.name(), manifest.digest()), Optional.of(part));
    }
    values.put(listKey(stream.name(), subject), Optional.of(encode(listed)));
    return commit(stream, values);
  }

  /** What the list that is written names, and no other. */
  private List<Digest> named(StreamName stream, Digest subject) {
    return list(stream, subject).map(Listed::manifests).orElse(List.of()).stream()
        .map(Descriptor::digest)
        .filter(one -> part(stream, one).filter(part -> part.subject().equals(subject)).isPresent())
        .toList();
  }

  /**
   * A manifest of a list came: the stream shows what it is made of.
   *
   * @return false if the stream is gone, or written by too many at once
   */
  boolean came(StreamId stream, Digest digest, byte[] manifest) {
    Optional<Part> part = part(stream.name(), digest);
    if (part.isEmpty()) {
      return true;
    }
    Digest subject = part.get().subject();
    Map<String, Optional<byte[]>> values = new LinkedHashMap<>();
    blobs(manifest)
        .limit(MOST)
        .forEach(
            blob ->
                values.put(
                    partKey(stream.name(), blob.digest()),
                    Optional.of(encode(subject, blob, false))));
    return commit(stream, values);
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

  /**
   * Only while the stream is there, so that a later one of its name does not begin with it.
   *
   * @param values in their order; empty for keys that go
   */
  private boolean commit(StreamId stream, Map<String, Optional<byte[]>> values) {
    Attempts attempts = new Attempts(ATTEMPTS);
    while (attempts.next()) {
      Optional<Entry> present = store.get(StreamKeys.stream(stream.name())).filter(stream::is);
      if (present.isEmpty()) {
        return false;
      }
      List<Transaction> parts =
          values.entrySet().stream()
              .map(value -> change(present.get(), value.getKey(), value.getValue()))
              .toList();
      if (store.limits().pack(parts).stream().allMatch(this::isCommitted)) {
        return true;
      }
    }
    return false;
  }

  private static Transaction change(Entry stream, String key, Optional<byte[]> value) {
    Transaction.Builder change = Transaction.builder().ifAt(stream.key(), stream.modRevision());
    return value.map(bytes -> change.put(key, bytes)).orElseGet(() -> change.delete(key)).build();
  }

  private boolean isCommitted(Transaction transaction) {
    return store.commit(transaction) instanceof TransactionResult.Committed;
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
