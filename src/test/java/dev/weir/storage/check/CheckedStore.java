package dev.weir.storage.check;

import dev.weir.access.Decision;
import dev.weir.access.User;
import dev.weir.blob.file.FileBlobStore;
import dev.weir.manifest.ManifestReader;
import dev.weir.manifest.MediaTypes;
import dev.weir.objects.StoreContext;
import dev.weir.objects.value.ObjectKey;
import dev.weir.platform.host.OwnHost;
import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.store.Store;
import dev.weir.store.Transaction;
import dev.weir.store.memory.MemoryStore;
import dev.weir.streams.PublishedHost;
import dev.weir.streams.PushedManifest;
import dev.weir.streams.Streams;
import dev.weir.streams.bounds.AllowedRegistries;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import tools.jackson.databind.node.ObjectNode;

/** A store with blobs in a directory, into which images are pushed and which is checked. */
final class CheckedStore {
  private static final User ROOT = User.named("root", User.MASTERS);

  final Store store;
  final FileBlobStore blobs;
  final FileBlobStore mirror;
  final Streams streams;
  private final Path directory;

  CheckedStore(Path directory) throws IOException {
    this(directory, new MemoryStore());
  }

  CheckedStore(Path directory, Store store) throws IOException {
    this.directory = directory;
    this.store = store;
    this.blobs = FileBlobStore.open(Files.createDirectories(directory.resolve("blobs")));
    this.mirror = FileBlobStore.open(Files.createDirectories(directory.resolve("mirror")));
    StoreContext context = new StoreContext(store, new OwnHost(store), InstantSource.system());
    this.streams =
        Streams.over(
            context,
            blobs,
            AllowedRegistries.ALL,
            new PublishedHost("127.0.0.1:5000"),
            (_, _) -> new Decision.Allowed("test"));
    ObjectNode namespace = Json.object().put("apiVersion", "v1").put("kind", "Namespace");
    namespace.putObject("metadata").put("name", "team").put("uid", UUID.randomUUID().toString());
    namespace.putObject("status").put("phase", "Active");
    put(ObjectKey.of(Kinds.NAMESPACE, "", "team"), Json.bytes(namespace));
    put("/formats/links", Json.bytes(Json.object().put("format", 2)));
  }

  void put(String key, byte[] value) {
    var _ = store.commit(Transaction.builder().put(key, value).build());
  }

  void delete(String key) {
    var _ = store.commit(Transaction.builder().delete(key).build());
  }

  /** The value of a key. */
  ObjectNode value(String key) {
    return Json.parseObject(store.get(key).orElseThrow().value());
  }

  /** What was pushed: an image of one layer. */
  record Image(Digest manifest, Digest config, Digest layer) {}

  Image push(String stream, String tag, String text) throws IOException {
    return push(stream, tag, text, Optional.empty(), Set.of());
  }

  /**
   * Pushes an image.
   *
   * @param tag empty for a push by digest
   * @param missing the layer is not sent, as with a sparse image
   */
  Image push(String stream, String tag, String text, Optional<Digest> subject, Set<String> missing)
      throws IOException {
    byte[] layer = ("layer " + text).getBytes(StandardCharsets.UTF_8);
    ObjectNode configuration = Json.object().put("architecture", "amd64").put("os", "linux");
    configuration.putObject("config").putArray("Env").add("TEXT=" + text);
    configuration.putObject("rootfs").put("type", "layers").putArray("diff_ids");
    byte[] config = Json.bytes(configuration);
    ObjectNode document =
        Json.object().put("schemaVersion", 2).put("mediaType", MediaTypes.OCI_MANIFEST);
    document.set("config", descriptor(MediaTypes.OCI_CONFIG, config));
    document.putArray("layers").add(descriptor(MediaTypes.OCI_LAYER, layer));
    subject.ifPresent(
        digest ->
            document
                .putObject("subject")
                .put("mediaType", MediaTypes.OCI_MANIFEST)
                .put("digest", digest.toString())
                .put("size", 1));
    byte[] manifest = Json.bytes(document);
    Image image = new Image(Digest.of(manifest), Digest.of(config), Digest.of(layer));
    boolean sparse = missing.contains("layer");
    if (!sparse) {
      store(image.layer(), layer);
    }
    store(image.config(), config);
    store(image.manifest(), manifest);
    StreamName name = StreamName.parse(stream);
    if (!sparse) {
      streams.links().add(name, image.layer(), streams.links().blob(layer.length));
    }
    streams.links().add(name, image.config(), streams.links().blob(config.length));
    streams
        .pushes()
        .push(
            ROOT,
            name,
            tag.isEmpty() ? List.of() : List.of(tag),
            new PushedManifest(
                image.manifest(),
                ManifestReader.read("", manifest),
                manifest,
                config,
                Map.of(image.manifest(), sparse ? Set.of(image.layer()) : Set.of())));
    return image;
  }

  private void store(Digest digest, byte[] bytes) throws IOException {
    long _ = blobs.put(digest, new ByteArrayInputStream(bytes));
  }

  private static ObjectNode descriptor(String mediaType, byte[] bytes) {
    return Json.object()
        .put("mediaType", mediaType)
        .put("digest", Digest.of(bytes).toString())
        .put("size", bytes.length);
  }

  Path file(Digest digest) {
    return directory.resolve(
        "blobs/blobs/sha256/" + digest.hex().substring(0, 2) + "/" + digest.hex());
  }

  /** Changes a bit, as a disk does: size and time stay. */
  void rot(Digest digest) throws IOException {
    rot(file(digest));
  }

  static void rot(Path file) throws IOException {
    var before = Files.getLastModifiedTime(file);
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
    Files.setLastModifiedTime(file, before);
  }

  /** What was found, in one line each: kind, object, place; and whether it was repaired. */
  record Result(List<Finding> findings, Check.Summary summary) {
    List<String> lines() {
      return findings.stream()
          .map(f -> f.kind().text() + " " + f.object() + " " + f.place())
          .map(String::strip)
          .toList();
    }
  }

  /** Checks, and changes nothing. */
  Result check() throws IOException {
    return check(false, false, _ -> false);
  }

  /** Checks, and puts in order what it can. */
  Result repair() throws IOException {
    return check(true, true, _ -> false);
  }

  Result check(boolean repair, boolean takesAway, Check.Remedy remedy) throws IOException {
    List<Finding> findings = new ArrayList<>();
    Check.Summary summary =
        new Check(store, blobs, mirror, InstantSource.system(), takesAway, remedy)
            .run(
                new Check.Request(repair, OptionalLong.empty()),
                new Check.Report() {
                  @Override
                  public void found(Finding finding) {
                    findings.add(finding);
                  }

                  @Override
                  public void progress(Check.Progress progress) {
                    // nobody looks
                  }
                });
    return new Result(findings, summary);
  }
}
