package dev.weir.registry;

import dev.weir.manifest.MediaTypes;
import dev.weir.reference.Digest;
import dev.weir.resource.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import tools.jackson.databind.node.ObjectNode;

/** An OCI image layout on disk, for clients to push: an image or an index of two platforms. */
public final class OciLayout {
  private static final int BLOCK = 512;

  private final Path directory;

  public OciLayout(Path directory) throws IOException {
    this.directory = directory;
    Files.createDirectories(directory.resolve("blobs/sha256"));
    Files.writeString(directory.resolve("oci-layout"), "{\"imageLayoutVersion\":\"1.0.0\"}");
  }

  /** Writes one image under a tag. */
  public void image(String tag, String content) throws IOException {
    entry(tag, platform("amd64", content));
  }

  /** Writes an index of two images under a tag. */
  public void index(String tag, String content) throws IOException {
    ObjectNode index = Json.object().put("schemaVersion", 2).put("mediaType", MediaTypes.OCI_INDEX);
    for (String architecture : new String[] {"amd64", "arm64"}) {
      ObjectNode child = platform(architecture, content + architecture);
      child.putObject("platform").put("os", "linux").put("architecture", architecture);
      index.withArray("manifests").add(child);
    }
    entry(tag, write(MediaTypes.OCI_INDEX, Json.bytes(index)));
  }

  private ObjectNode platform(String architecture, String content) throws IOException {
    byte[] layer = tar("file.txt", content.getBytes(StandardCharsets.UTF_8));
    ObjectNode config = Json.object().put("architecture", architecture).put("os", "linux");
    config.putObject("config").putArray("Cmd").add("/file.txt");
    config
        .putObject("rootfs")
        .put("type", "layers")
        .putArray("diff_ids")
        .add(Digest.of(layer).toString());
    ObjectNode manifest =
        Json.object().put("schemaVersion", 2).put("mediaType", MediaTypes.OCI_MANIFEST);
    manifest.set("config", write(MediaTypes.OCI_CONFIG, Json.bytes(config)));
    manifest.putArray("layers").add(write(MediaTypes.OCI_LAYER, layer));
    return write(MediaTypes.OCI_MANIFEST, Json.bytes(manifest));
  }

  private ObjectNode write(String mediaType, byte[] bytes) throws IOException {
    Files.write(directory.resolve("blobs/sha256").resolve(Digest.of(bytes).hex()), bytes);
    return TestManifests.descriptor(mediaType, bytes);
  }

  private void entry(String tag, ObjectNode descriptor) throws IOException {
    descriptor.putObject("annotations").put("org.opencontainers.image.ref.name", tag);
    ObjectNode index = Json.object().put("schemaVersion", 2);
    index.putArray("manifests").add(descriptor);
    Files.write(directory.resolve("index.json"), Json.bytes(index));
  }

  /** A tar archive of one small file (POSIX ustar). */
  private static byte[] tar(String name, byte[] content) {
    byte[] archive = new byte[BLOCK + (content.length + BLOCK - 1) / BLOCK * BLOCK + 2 * BLOCK];
    put(archive, 0, name);
    put(archive, 100, "0000644\0000000000\0000000000\000");
    put(archive, 124, String.format("%011o\000%011o\000", content.length, 0));
    Arrays.fill(archive, 148, 156, (byte) ' ');
    put(archive, 156, "0");
    put(archive, 257, "ustar\00000");
    int sum = 0;
    for (int i = 0; i < BLOCK; i++) {
      sum += archive[i];
    }
    put(archive, 148, String.format("%06o\000 ", sum));
    System.arraycopy(content, 0, archive, BLOCK, content.length);
    return archive;
  }

  private static void put(byte[] archive, int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(bytes, 0, archive, at, bytes.length);
  }
}
