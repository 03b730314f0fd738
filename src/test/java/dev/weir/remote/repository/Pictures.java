package dev.weir.remote.repository;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.demo.TarFile;
import dev.weir.lock.KeyedLock;
import dev.weir.manifest.MediaTypes;
import dev.weir.reference.Digest;
import dev.weir.remote.RemoteManifest;
import dev.weir.resource.Json;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import tools.jackson.databind.node.ObjectNode;

/** Small images that real clients can read, for any repository that is written to. */
public final class Pictures {
  private Pictures() {}

  /** A repository of a directory. */
  public static TargetRepository directory(Path directory, String path) {
    return new DirectoryRepository(directory, path);
  }

  /** An OCI layout. */
  public static TargetRepository layout(Path directory) {
    return new LayoutRepository(directory, new KeyedLock<>());
  }

  /** An image of one layer with one file {@code message}. */
  public static RemoteManifest image(TargetRepository target, String tag, String message) {
    return image(target, tag, message, "amd64");
  }

  /**
   * As above, for linux and some architecture.
   *
   * @param tag empty for none
   */
  public static RemoteManifest image(
      TargetRepository target, String tag, String message, String architecture) {
    byte[] tar = TarFile.of("message", message);
    ObjectNode config = Json.object().put("architecture", architecture).put("os", "linux");
    config.putObject("config").putArray("Cmd").add("/message");
    ObjectNode rootfs = config.putObject("rootfs").put("type", "layers");
    rootfs.putArray("diff_ids").add(Digest.of(tar).toString());
    ObjectNode manifest = Json.object();
    manifest.put("schemaVersion", 2).put("mediaType", MediaTypes.OCI_MANIFEST);
    manifest.set("config", blob(target, MediaTypes.OCI_CONFIG, Json.bytes(config)));
    manifest.putArray("layers").add(blob(target, MediaTypes.OCI_LAYER_GZIP, gzip(tar)));
    return put(target, tag, RemoteManifest.of(MediaTypes.OCI_MANIFEST, Json.bytes(manifest)));
  }

  /** An image of these layers, as their blobs are. */
  public static RemoteManifest layered(TargetRepository target, String tag, byte[]... layers) {
    ObjectNode config = Json.object().put("architecture", "amd64").put("os", "linux");
    ObjectNode manifest = Json.object();
    manifest.put("schemaVersion", 2).put("mediaType", MediaTypes.OCI_MANIFEST);
    manifest.set("config", blob(target, MediaTypes.OCI_CONFIG, Json.bytes(config)));
    var all = manifest.putArray("layers");
    for (byte[] layer : layers) {
      all.add(blob(target, MediaTypes.OCI_LAYER_GZIP, layer));
    }
    return put(target, tag, RemoteManifest.of(MediaTypes.OCI_MANIFEST, Json.bytes(manifest)));
  }

  /** What says something of another manifest. */
  public static RemoteManifest about(
      TargetRepository target, String tag, RemoteManifest subject, String text) {
    ObjectNode manifest = Json.object();
    manifest.put("schemaVersion", 2).put("mediaType", MediaTypes.OCI_MANIFEST);
    manifest.put("artifactType", "application/vnd.example.note");
    manifest.set("config", blob(target, "application/vnd.oci.empty.v1+json", "{}".getBytes(UTF_8)));
    manifest.putArray("layers").add(blob(target, "text/plain", text.getBytes(UTF_8)));
    manifest.set("subject", descriptor(subject));
    manifest.putObject("annotations").put("org.example.text", text);
    return put(target, tag, RemoteManifest.of(MediaTypes.OCI_MANIFEST, Json.bytes(manifest)));
  }

  /** A list of an image for amd64 and one for arm64, which have no tags. */
  public static RemoteManifest list(TargetRepository target, String tag, String message) {
    ObjectNode index = Json.object();
    index.put("schemaVersion", 2).put("mediaType", MediaTypes.OCI_INDEX);
    var manifests = index.putArray("manifests");
    for (String architecture : new String[] {"amd64", "arm64"}) {
      ObjectNode entry = descriptor(image(target, "", message + architecture, architecture));
      entry.putObject("platform").put("os", "linux").put("architecture", architecture);
      manifests.add(entry);
    }
    return put(target, tag, RemoteManifest.of(MediaTypes.OCI_INDEX, Json.bytes(index)));
  }

  private static RemoteManifest put(TargetRepository target, String tag, RemoteManifest manifest) {
    target.put(manifest, tag.isEmpty() ? manifest.digest().toString() : tag);
    return manifest;
  }

  private static ObjectNode descriptor(RemoteManifest manifest) {
    return descriptor(manifest.mediaType(), manifest.digest(), manifest.bytes().length);
  }

  private static ObjectNode descriptor(String mediaType, Digest digest, int size) {
    return Json.object()
        .put("mediaType", mediaType)
        .put("digest", digest.toString())
        .put("size", size);
  }

  private static ObjectNode blob(TargetRepository target, String mediaType, byte[] bytes) {
    Digest digest = Digest.of(bytes);
    target.upload(digest, bytes.length, () -> new ByteArrayInputStream(bytes));
    return descriptor(mediaType, digest, bytes.length);
  }

  /** Bytes, compressed. */
  public static byte[] gzip(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
