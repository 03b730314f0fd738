package dev.weir.clients;

import static java.util.Objects.requireNonNull;

import dev.weir.demo.TarFile;
import dev.weir.manifest.MediaTypes;
import dev.weir.reference.Digest;
import dev.weir.remote.fake.FakeRegistry;
import dev.weir.remote.fake.FakeRepository;
import dev.weir.resource.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Another registry, with images that can be run: {@code team/app} with the tags {@code v1}, {@code
 * v2} and {@code other}, and a list of three architectures, {@code team/many:all}.
 */
final class MirrorSource implements AutoCloseable {
  static final List<String> PLATFORMS = List.of("linux/amd64", "linux/arm64", "linux/s390x");
  static final String AMD64 = PLATFORMS.getFirst();

  private final FakeRegistry registry = FakeRegistry.plain();
  private final Map<String, Digest> images = new LinkedHashMap<>();
  private final Digest single;
  private final Digest list;

  MirrorSource() throws IOException {
    FakeRepository app = registry.repository("team/app");
    single = image(app, AMD64, "one");
    app.tag("v1", single);
    app.tag("v2", image(app, AMD64, "two"));
    app.tag("other", image(app, AMD64, "three"));
    FakeRepository many = registry.repository("team/many");
    for (String platform : PLATFORMS) {
      images.put(platform, image(many, platform, platform));
    }
    list = list(many);
    many.tag("all", list);
  }

  FakeRegistry registry() {
    return registry;
  }

  /** Digest of {@code team/app:v1}. */
  Digest single() {
    return single;
  }

  /** Digest of the list. */
  Digest list() {
    return list;
  }

  /** Digest of an image of the list. */
  Digest image(String platform) {
    return requireNonNull(images.get(platform));
  }

  /** Pull spec of something below {@code team/}. */
  String team(String image) {
    return registry.host() + "/team/" + image;
  }

  /** Puts an image of one file, {@code /message}, into a repository. */
  static Digest image(FakeRepository repository, String platform, String text) throws IOException {
    byte[] tar = TarFile.of("message", text);
    ByteArrayOutputStream layer = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(layer)) {
      gzip.write(tar);
    }
    String[] parts = platform.split("/");
    ObjectNode config = Json.object().put("os", parts[0]).put("architecture", parts[1]);
    config.putObject("config").putArray("Cmd").add("/message");
    config
        .putObject("rootfs")
        .put("type", "layers")
        .putArray("diff_ids")
        .add(Digest.of(tar).toString());
    ObjectNode manifest =
        Json.object().put("schemaVersion", 2).put("mediaType", MediaTypes.OCI_MANIFEST);
    byte[] configBytes = Json.bytes(config);
    manifest.set("config", descriptor(MediaTypes.OCI_CONFIG, configBytes));
    manifest.putArray("layers").add(descriptor(MediaTypes.OCI_LAYER_GZIP, layer.toByteArray()));
    Digest _ = repository.blob(configBytes);
    Digest _ = repository.blob(layer.toByteArray());
    return repository.manifest(MediaTypes.OCI_MANIFEST, Json.bytes(manifest));
  }

  private Digest list(FakeRepository repository) {
    ObjectNode index = Json.object().put("schemaVersion", 2).put("mediaType", MediaTypes.OCI_INDEX);
    ArrayNode manifests = index.putArray("manifests");
    images.forEach(
        (platform, image) -> {
          byte[] bytes = repository.findManifest(image.toString()).orElseThrow();
          ObjectNode entry = descriptor(MediaTypes.OCI_MANIFEST, bytes);
          String[] parts = platform.split("/");
          entry.putObject("platform").put("os", parts[0]).put("architecture", parts[1]);
          manifests.add(entry);
        });
    return repository.manifest(MediaTypes.OCI_INDEX, Json.bytes(index));
  }

  private static ObjectNode descriptor(String mediaType, byte[] bytes) {
    return Json.object()
        .put("mediaType", mediaType)
        .put("digest", Digest.of(bytes).toString())
        .put("size", bytes.length);
  }

  @Override
  public void close() {
    registry.close();
  }
}
