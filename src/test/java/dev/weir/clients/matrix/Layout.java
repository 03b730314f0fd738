package dev.weir.clients.matrix;

import dev.weir.demo.TarFile;
import dev.weir.manifest.MediaTypes;
import dev.weir.reference.Digest;
import dev.weir.resource.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * An OCI layout on disk with one image of one small layer, or with an index of such images; its tag
 * is {@code v1}.
 */
final class Layout {
  static final String TAG = "v1";

  private final Path directory;
  private final List<Digest> blobs = new ArrayList<>();
  private Digest root = Digest.of(new byte[0]);

  private Layout(Path directory) throws IOException {
    this.directory = directory;
    Files.createDirectories(directory.resolve("blobs/sha256"));
    Files.writeString(directory.resolve("oci-layout"), "{\"imageLayoutVersion\":\"1.0.0\"}");
  }

  /** An image for linux on amd64, whose file {@code message} holds the text. */
  static Layout image(Path directory, String text) throws IOException {
    Layout layout = new Layout(directory);
    return layout.tag(layout.platform("amd64", text));
  }

  /** An index of an image for amd64 and one for arm64. */
  static Layout index(Path directory, String text) throws IOException {
    Layout layout = new Layout(directory);
    ObjectNode index = Json.object().put("schemaVersion", 2).put("mediaType", MediaTypes.OCI_INDEX);
    for (String architecture : new String[] {"amd64", "arm64"}) {
      ObjectNode child = layout.platform(architecture, text + architecture);
      child.putObject("platform").put("architecture", architecture).put("os", "linux");
      index.withArray("manifests").add(child);
    }
    return layout.tag(layout.write(MediaTypes.OCI_INDEX, index));
  }

  private ObjectNode platform(String architecture, String text) throws IOException {
    byte[] tar = TarFile.of("message", text);
    ObjectNode config = Json.object().put("architecture", architecture).put("os", "linux");
    config.putObject("config").putArray("Cmd").add("/message");
    ObjectNode files = config.putObject("rootfs").put("type", "layers");
    files.putArray("diff_ids").add(Digest.of(tar).toString());
    ObjectNode manifest =
        Json.object().put("schemaVersion", 2).put("mediaType", MediaTypes.OCI_MANIFEST);
    manifest.set("config", blob(write(MediaTypes.OCI_CONFIG, config)));
    manifest.putArray("layers").add(blob(write(MediaTypes.OCI_LAYER_GZIP, gzip(tar))));
    return write(MediaTypes.OCI_MANIFEST, manifest);
  }

  private ObjectNode blob(ObjectNode descriptor) {
    blobs.add(Digest.parse(descriptor.path("digest").asString("")));
    return descriptor;
  }

  private ObjectNode write(String mediaType, ObjectNode content) throws IOException {
    return write(mediaType, Json.bytes(content));
  }

  private ObjectNode write(String mediaType, byte[] content) throws IOException {
    Digest digest = Digest.of(content);
    Files.write(directory.resolve("blobs/sha256").resolve(digest.hex()), content);
    return Json.object()
        .put("mediaType", mediaType)
        .put("digest", digest.toString())
        .put("size", content.length);
  }

  private Layout tag(ObjectNode descriptor) throws IOException {
    root = Digest.parse(descriptor.path("digest").asString(""));
    ObjectNode entry = descriptor.deepCopy();
    entry.putObject("annotations").put("org.opencontainers.image.ref.name", TAG);
    ObjectNode index = Json.object().put("schemaVersion", 2);
    index.putArray("manifests").add(entry);
    Files.write(directory.resolve("index.json"), Json.bytes(index));
    return this;
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }

  Path directory() {
    return directory;
  }

  /** Digest of what the tag names. */
  String digest() {
    return root.toString();
  }

  /** Digests of its configurations and layers. */
  List<Digest> blobs() {
    return blobs;
  }

  /** Bytes of a blob or manifest. */
  byte[] bytes(Digest digest) throws IOException {
    return Files.readAllBytes(directory.resolve("blobs/sha256").resolve(digest.hex()));
  }

  /** Digests of the images in the index, for amd64 and arm64. */
  List<Digest> children() throws IOException {
    return Json.parse(bytes(root))
        .path("manifests")
        .valueStream()
        .map(child -> Digest.parse(child.path("digest").asString("")))
        .toList();
  }

  /** The digest to which the one tag of a layout leads that a client wrote. */
  static String read(Path directory) throws IOException {
    JsonNode index = Json.parse(Files.readAllBytes(directory.resolve("index.json")));
    return index.at("/manifests/0/digest").asString("");
  }
}
