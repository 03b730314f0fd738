package dev.weir.storage.gc;

import dev.weir.blob.BlobStore;
import dev.weir.blob.PushLeases;
import dev.weir.blob.file.FileBlobStore;
import dev.weir.image.Images;
import dev.weir.manifest.Manifest;
import dev.weir.manifest.ManifestException;
import dev.weir.manifest.ManifestReader;
import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import dev.weir.resource.ApiObject;
import dev.weir.resource.Json;
import dev.weir.store.Store;
import dev.weir.store.Transaction;
import dev.weir.store.memory.MemoryStore;
import dev.weir.streams.StreamKeys;
import dev.weir.streams.linked.DueLooks;
import dev.weir.streams.parts.Composition;
import dev.weir.streams.parts.LostManifests;
import dev.weir.streams.parts.PushedManifests;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** A store and its blobs with a collector, whose clocks a test turns. */
final class Collected implements AutoCloseable {
  static final StreamName APP = new StreamName("demo", "app");
  static final StreamName OTHER = new StreamName("demo", "other");
  static final Duration GRACE = Duration.ofHours(1);
  private static final Duration STEP = Duration.ofMinutes(1);

  private final Path directory;
  final Store store = new MemoryStore();
  FileBlobStore blobs;
  PushLeases leases;
  Collector collector;
  private PushedManifests manifests;
  Instant wall = Instant.parse("2026-03-01T12:00:00Z");
  Instant steady = Instant.parse("2026-03-01T12:00:00Z");
  Supplier<Set<Digest>> inUse = Set::of;
  List<StreamLook> looks = List.of();
  UnaryOperator<Store> seen = UnaryOperator.identity();
  UnaryOperator<BlobStore> files = UnaryOperator.identity();
  final List<Digest> gone = new ArrayList<>();
  final Set<Digest> unreadable = new HashSet<>();

  Collected(Path directory) {
    this.directory = directory;
    open();
  }

  /** As a start does; what was there before counts as brought now. */
  void open() {
    try {
      blobs = FileBlobStore.open(directory, () -> true, () -> steady);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    manifests = new PushedManifests(blobs::read);
    leases = new PushLeases(() -> steady, Duration.ofHours(24));
    collector = collector();
  }

  /** Another one of the same store. */
  Collector collector() {
    return new Collector(
        new Collector.Parts(
            seen.apply(store),
            files.apply(blobs),
            leases,
            new Users(() -> inUse.get()),
            LostManifests.telling(this::composition, blobs.inspection()::isLost),
            looks,
            gone::add,
            () -> wall,
            () -> steady,
            GRACE));
  }

  private Optional<Composition> composition(Digest digest) {
    if (unreadable.contains(digest)) {
      throw new UncheckedIOException(new AccessDeniedException(digest.hex()));
    }
    return manifests.find(digest);
  }

  /** The bytes are others now. */
  void rot(Digest digest) {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path one : files.filter(Files::isRegularFile).toList()) {
        if (one.endsWith(digest.hex())) {
          Files.writeString(one, "rotten");
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A time passes, by both clocks, with a round each minute. */
  void pass(Duration time) {
    for (Duration left = time; left.isPositive(); left = left.minus(STEP)) {
      Duration step = left.compareTo(STEP) < 0 ? left : STEP;
      wall = wall.plus(step);
      steady = steady.plus(step);
      boolean _ = collector.round();
    }
  }

  /** Long enough for all that is loose to be marked, looked at again, and removed. */
  void passGrace() {
    pass(GRACE.plus(STEP.multipliedBy(3)));
  }

  Digest blob(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return blob(bytes);
  }

  Digest blob(byte[] bytes) {
    try {
      Digest digest = Digest.of(bytes);
      blobs.put(digest, new ByteArrayInputStream(bytes));
      return digest;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  boolean has(Digest digest) {
    return blobs.size(digest).isPresent();
  }

  boolean hasImage(Digest digest) {
    return store.get(StreamKeys.image(digest.toString())).isPresent();
  }

  /** A stream is to be looked at. */
  void due(StreamName stream) {
    store.commit(
        Transaction.builder()
            .put(DueLooks.STREAMS + stream, Json.bytes(Json.object().put("since", 1)))
            .build());
  }

  private static String link(StreamName repository, Digest digest) {
    return "/links/" + repository + "/" + digest;
  }

  /** As a push does: the mark goes in the same transaction. */
  void link(StreamName repository, Digest... digests) {
    for (Digest digest : digests) {
      store.commit(
          Transaction.builder()
              .put(link(repository, digest), Json.bytes(Json.object().put("size", 1)))
              .delete(DueLooks.DIGESTS + digest)
              .build());
    }
  }

  void unlink(StreamName repository, Digest... digests) {
    for (Digest digest : digests) {
      store.commit(Transaction.builder().delete(link(repository, digest)).build());
    }
  }

  /** A stream whose newest events are these images, as {@code StreamChanges} writes it. */
  void stream(StreamName name, Digest... images) {
    store.commit(streamWith(name, images).build());
  }

  Transaction.Builder streamWith(StreamName name, Digest... images) {
    Transaction.Builder transaction = Transaction.builder();
    StringBuilder text = new StringBuilder("{\"status\":{\"tags\":[");
    for (Digest image : images) {
      text.append("{\"items\":[{\"image\":\"").append(image).append("\"}]}");
      store
          .get(StreamKeys.image(image.toString()))
          .ifPresent(there -> transaction.ifAt(there.key(), there.modRevision()));
      transaction.delete(DueLooks.DIGESTS + image);
    }
    text.append("]}}");
    return transaction.put(
        StreamKeys.stream(name), text.toString().getBytes(StandardCharsets.UTF_8));
  }

  void removeStream(StreamName name) {
    store.commit(
        Transaction.builder()
            .delete(StreamKeys.stream(name))
            .deletePrefix("/history/" + name + "/")
            .deletePrefix("/links/" + name + "/")
            .build());
  }

  /** An image that was pushed: its manifest's bytes and its Image; nothing names it yet. */
  Digest image(Digest config, Digest... layers) {
    StringBuilder text = new StringBuilder();
    for (Digest layer : layers) {
      text.append(text.isEmpty() ? "" : ",")
          .append(descriptor("application/vnd.oci.image.layer.v1.tar", layer));
    }
    return manifest(
        "{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\","
            + "\"config\":"
            + descriptor("application/vnd.oci.image.config.v1+json", config)
            + ",\"layers\":["
            + text
            + "]}");
  }

  Digest index(Digest... children) {
    StringBuilder text = new StringBuilder();
    for (Digest child : children) {
      text.append(text.isEmpty() ? "" : ",")
          .append(descriptor("application/vnd.oci.image.manifest.v1+json", child));
    }
    return manifest(
        "{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.index.v1+json\","
            + "\"manifests\":["
            + text
            + "]}");
  }

  private static String descriptor(String type, Digest digest) {
    return "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":3}".formatted(type, digest);
  }

  private Digest manifest(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    Digest digest = blob(bytes);
    try {
      Manifest manifest = ManifestReader.read("", bytes);
      writeImage(digest, Images.fromManifest(digest, manifest, bytes, new byte[0], "h/n/a", true));
    } catch (ManifestException e) {
      throw new IllegalStateException(e);
    }
    return digest;
  }

  void writeImage(Digest digest, tools.jackson.databind.node.ObjectNode image) {
    String key = StreamKeys.image(digest.toString());
    store.commit(Transaction.builder().put(key, ApiObject.encode(image)).build());
  }

  void removeImage(Digest digest) {
    store.commit(Transaction.builder().delete(StreamKeys.image(digest.toString())).build());
  }

  boolean isMarked(Digest digest) {
    return store.get(DueLooks.DIGESTS + digest).isPresent();
  }

  @Override
  public void close() {
    collector.close();
    blobs.close();
    store.close();
  }
}
