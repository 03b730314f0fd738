package dev.weir.registry;

import dev.weir.manifest.MediaTypes;
import dev.weir.reference.Digest;
import dev.weir.resource.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Small manifests. */
final class TestManifests {
  static final String OCI_MANIFEST = MediaTypes.OCI_MANIFEST;

  private TestManifests() {}

  static byte[] config(String mark) {
    return ("{\"architecture\":\"amd64\",\"os\":\"linux\",\"config\":{\"Labels\":{\"mark\":\""
            + mark
            + "\"}},\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[]}}")
        .getBytes(StandardCharsets.UTF_8);
  }

  static byte[] image(byte[] config, List<byte[]> layers) {
    return Json.bytes(imageTree(config, layers));
  }

  static ObjectNode imageTree(byte[] config, List<byte[]> layers) {
    ObjectNode manifest = Json.object().put("schemaVersion", 2).put("mediaType", OCI_MANIFEST);
    manifest.set("config", descriptor(MediaTypes.OCI_CONFIG, config));
    var list = manifest.putArray("layers");
    layers.forEach(layer -> list.add(descriptor(MediaTypes.OCI_LAYER, layer)));
    return manifest;
  }

  static byte[] index(List<byte[]> manifests) {
    ObjectNode index = Json.object().put("schemaVersion", 2).put("mediaType", MediaTypes.OCI_INDEX);
    var list = index.putArray("manifests");
    manifests.forEach(m -> list.add(descriptor(OCI_MANIFEST, m)));
    return Json.bytes(index);
  }

  /** An artifact that says something about another manifest. */
  static byte[] artifact(String artifactType, byte[] config, byte[] subject) {
    ObjectNode manifest = imageTree(config, List.of()).put("artifactType", artifactType);
    manifest.set("subject", descriptor(OCI_MANIFEST, subject));
    manifest.putObject("annotations").put("about", artifactType);
    return Json.bytes(manifest);
  }

  static ObjectNode descriptor(String mediaType, byte[] bytes) {
    return Json.object()
        .put("mediaType", mediaType)
        .put("digest", Digest.of(bytes).toString())
        .put("size", bytes.length);
  }
}
