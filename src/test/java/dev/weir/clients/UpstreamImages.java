package dev.weir.clients;

import dev.weir.demo.TarFile;
import dev.weir.manifest.MediaTypes;
import dev.weir.reference.Digest;
import dev.weir.remote.fake.FakeRepository;
import dev.weir.resource.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.zip.GZIPOutputStream;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Images of another registry that real clients can unpack: one layer with one file. */
final class UpstreamImages {
  private UpstreamImages() {}

  /** An image of linux/amd64 whose file {@code /message} holds the text. */
  static Digest image(FakeRepository repository, String tag, String message) throws IOException {
    byte[] manifest = manifest(repository, message, "amd64");
    Digest digest = repository.manifest(MediaTypes.OCI_MANIFEST, manifest);
    repository.tag(tag, digest);
    return digest;
  }

  /** An index with such an image for each architecture; the file's text ends in it. */
  static Digest index(FakeRepository repository, String tag, String message, String... of)
      throws IOException {
    ObjectNode index = Json.object().put("schemaVersion", 2);
    index.put("mediaType", MediaTypes.OCI_INDEX);
    ArrayNode manifests = index.putArray("manifests");
    for (String architecture : of) {
      byte[] manifest = manifest(repository, message + " " + architecture, architecture);
      Digest _ = repository.manifest(MediaTypes.OCI_MANIFEST, manifest);
      ObjectNode entry = descriptor(MediaTypes.OCI_MANIFEST, manifest);
      entry.putObject("platform").put("os", "linux").put("architecture", architecture);
      manifests.add(entry);
    }
    Digest digest = repository.manifest(MediaTypes.OCI_INDEX, Json.bytes(index));
    repository.tag(tag, digest);
    return digest;
  }

  /** The image of an architecture that the index under a tag lists. */
  static Digest child(FakeRepository repository, String tag, String architecture) {
    return Json.parse(repository.findManifest(tag).orElseThrow())
        .path("manifests")
        .valueStream()
        .filter(entry -> entry.at("/platform/architecture").asString("").equals(architecture))
        .map(entry -> Digest.parse(entry.path("digest").asString("")))
        .findFirst()
        .orElseThrow();
  }

  private static byte[] manifest(FakeRepository repository, String message, String architecture)
      throws IOException {
    byte[] tar = TarFile.of("message", message);
    byte[] layer = gzip(tar);
    ObjectNode config = Json.object().put("architecture", architecture).put("os", "linux");
    config.putObject("config").putArray("Cmd").add("/message");
    ObjectNode rootfs = config.putObject("rootfs").put("type", "layers");
    rootfs.putArray("diff_ids").add(Digest.of(tar).toString());
    byte[] configBytes = Json.bytes(config);
    Digest _ = repository.blob(layer);
    Digest _ = repository.blob(configBytes);
    ObjectNode manifest = Json.object().put("schemaVersion", 2);
    manifest.put("mediaType", MediaTypes.OCI_MANIFEST);
    manifest.set("config", descriptor(MediaTypes.OCI_CONFIG, configBytes));
    manifest.putArray("layers").add(descriptor(MediaTypes.OCI_LAYER_GZIP, layer));
    return Json.bytes(manifest);
  }

  private static ObjectNode descriptor(String mediaType, byte[] bytes) {
    return Json.object()
        .put("mediaType", mediaType)
        .put("digest", Digest.of(bytes).toString())
        .put("size", bytes.length);
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }
}
