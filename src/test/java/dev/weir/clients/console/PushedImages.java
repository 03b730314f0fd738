package dev.weir.clients.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.clients.ApiCaller;
import dev.weir.manifest.MediaTypes;
import dev.weir.reference.Digest;
import dev.weir.resource.Json;
import java.io.IOException;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Pushes images whose configuration and layers a test says, as the administrator. */
final class PushedImages {
  private final ApiCaller caller;

  PushedImages(ApiCaller caller) {
    this.caller = caller;
  }

  /** What is needed of a manifest to list it. */
  record Pushed(String digest, String mediaType, int size) {}

  /**
   * An image.
   *
   * @param own the configuration's {@code config}, as JSON in single quotes
   * @param layers texts; each is a layer that {@code RUN} with that text made
   */
  Pushed image(String repository, String reference, String own, String... layers)
      throws IOException, InterruptedException {
    ObjectNode config = Json.object().put("architecture", "amd64").put("os", "linux");
    config.put("created", "2026-03-01T12:00:00Z").put("author", "Ann");
    config.set("config", Json.parse(own.replace('\'', '"')));
    ArrayNode diffs = config.putObject("rootfs").put("type", "layers").putArray("diff_ids");
    ArrayNode history = config.putArray("history");
    ObjectNode manifest =
        Json.object().put("schemaVersion", 2).put("mediaType", MediaTypes.OCI_MANIFEST);
    ArrayNode list = Json.array();
    for (String layer : layers) {
      byte[] bytes = ("layer " + layer).getBytes(UTF_8);
      blob(repository, bytes);
      diffs.add(Digest.of(bytes).toString());
      history.addObject().put("created_by", "RUN " + layer);
      list.add(descriptor(MediaTypes.OCI_LAYER, bytes));
    }
    history.addObject().put("created_by", "ENTRYPOINT [\"/app\"]").put("empty_layer", true);
    byte[] bytes = Json.bytes(config);
    blob(repository, bytes);
    manifest.set("config", descriptor(MediaTypes.OCI_CONFIG, bytes));
    manifest.set("layers", list);
    return manifest(repository, reference, MediaTypes.OCI_MANIFEST, manifest);
  }

  /** A list of images that are in the repository, for linux on each architecture. */
  Pushed list(String repository, String reference, List<String> architectures, Pushed... images)
      throws IOException, InterruptedException {
    ObjectNode index = Json.object().put("schemaVersion", 2).put("mediaType", MediaTypes.OCI_INDEX);
    ArrayNode entries = index.putArray("manifests");
    for (int i = 0; i < images.length; i++) {
      ObjectNode entry = entries.addObject();
      entry.put("mediaType", images[i].mediaType()).put("digest", images[i].digest());
      entry.put("size", images[i].size());
      entry.putObject("platform").put("os", "linux").put("architecture", architectures.get(i));
    }
    return manifest(repository, reference, MediaTypes.OCI_INDEX, index);
  }

  private Pushed manifest(String repository, String reference, String type, JsonNode manifest)
      throws IOException, InterruptedException {
    byte[] bytes = Json.bytes(manifest);
    String digest = Digest.of(bytes).toString();
    String path = "/v2/" + repository + "/manifests/" + (reference.isEmpty() ? digest : reference);
    assertThat(caller.registry(caller.administrator(), "PUT", path, type, bytes).status())
        .isEqualTo(201);
    return new Pushed(digest, type, bytes.length);
  }

  private void blob(String repository, byte[] bytes) throws IOException, InterruptedException {
    String path = "/v2/" + repository + "/blobs/uploads/?digest=" + Digest.of(bytes);
    String type = "application/octet-stream";
    assertThat(caller.registry(caller.administrator(), "POST", path, type, bytes).status())
        .isEqualTo(201);
  }

  private static ObjectNode descriptor(String mediaType, byte[] bytes) {
    return Json.object()
        .put("mediaType", mediaType)
        .put("digest", Digest.of(bytes).toString())
        .put("size", bytes.length);
  }
}
