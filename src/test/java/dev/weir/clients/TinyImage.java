package dev.weir.clients;

import dev.weir.demo.TarFile;
import dev.weir.manifest.MediaTypes;
import dev.weir.reference.Digest;
import dev.weir.resource.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import tools.jackson.databind.node.ObjectNode;

/** Small images as OCI layouts, for real clients to push. */
public final class TinyImage {
  private TinyImage() {}

  /**
   * An image of one layer with one file {@code /message} that holds the text; tag {@code latest}.
   */
  public static Path ociLayout(Path directory, String message) throws IOException {
    byte[] tar = TarFile.of("message", message);
    byte[] layer = gzip(tar);
    ObjectNode config = Json.object();
    config.put("architecture", "amd64").put("os", "linux");
    config.putObject("config").putArray("Cmd").add("/message");
    ObjectNode rootfs = config.putObject("rootfs");
    rootfs.put("type", "layers").putArray("diff_ids").add(Digest.of(tar).toString());
    byte[] configBytes = Json.bytes(config);
    ObjectNode manifest = Json.object();
    manifest.put("schemaVersion", 2).put("mediaType", MediaTypes.OCI_MANIFEST);
    manifest.set("config", descriptor(MediaTypes.OCI_CONFIG, configBytes));
    manifest.putArray("layers").add(descriptor(MediaTypes.OCI_LAYER_GZIP, layer));
    byte[] manifestBytes = Json.bytes(manifest);
    ObjectNode entry = descriptor(MediaTypes.OCI_MANIFEST, manifestBytes);
    entry.putObject("annotations").put("org.opencontainers.image.ref.name", "latest");
    ObjectNode index = Json.object();
    index.put("schemaVersion", 2).putArray("manifests").add(entry);
    Path blobs = Files.createDirectories(directory.resolve("blobs/sha256"));
    for (byte[] blob : new byte[][] {layer, configBytes, manifestBytes}) {
      Files.write(blobs.resolve(Digest.of(blob).hex()), blob);
    }
    Files.write(directory.resolve("index.json"), Json.bytes(index));
    Files.writeString(directory.resolve("oci-layout"), "{\"imageLayoutVersion\":\"1.0.0\"}");
    return directory;
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
