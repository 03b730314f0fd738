package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.manifest.MediaTypes;
import dev.weir.reference.Digest;
import dev.weir.resource.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** Pushes small images and indexes request by request, and says what they are made of. */
public final class TestPushes {
  private static final String BYTES = "application/octet-stream";

  private final ApiCaller caller;

  public TestPushes(ApiCaller caller) {
    this.caller = caller;
  }

  /**
   * A manifest that was pushed.
   *
   * @param parts digests of everything it is made of, at any depth, itself included
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Pushed(String mediaType, byte[] bytes, Set<String> parts) {
    public String digest() {
      return Digest.of(bytes).toString();
    }
  }

  /** An image of one layer that holds the text; its configuration says {@code SECRET=text}. */
  public Pushed image(String token, String repository, String reference, String text)
      throws IOException, InterruptedException {
    byte[] layer = layer(text);
    byte[] config = config(text);
    blob(token, repository, layer);
    blob(token, repository, config);
    Set<String> parts = new LinkedHashSet<>();
    parts.add(Digest.of(layer).toString());
    parts.add(Digest.of(config).toString());
    return manifest(token, repository, reference, MediaTypes.OCI_MANIFEST, manifest(text), parts);
  }

  /** As {@link #image}, without sending the layer, which is there. */
  Pushed imageOfWhatIsThere(String token, String repository, String reference, String text)
      throws IOException, InterruptedException {
    blob(token, repository, config(text));
    Set<String> parts = new LinkedHashSet<>();
    parts.add(Digest.of(layer(text)).toString());
    parts.add(Digest.of(config(text)).toString());
    return manifest(token, repository, reference, MediaTypes.OCI_MANIFEST, manifest(text), parts);
  }

  /** The digest that such an image has, pushed or not. */
  public String imageDigest(String text) {
    return Digest.of(Json.bytes(manifest(text))).toString();
  }

  private static byte[] layer(String text) {
    return ("layer " + text).getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] config(String text) {
    ObjectNode config = Json.object().put("architecture", "amd64").put("os", "linux");
    config.putObject("config").putArray("Env").add("SECRET=" + text);
    config.putObject("rootfs").put("type", "layers").putArray("diff_ids");
    return Json.bytes(config);
  }

  private static ObjectNode manifest(String text) {
    ObjectNode manifest =
        Json.object().put("schemaVersion", 2).put("mediaType", MediaTypes.OCI_MANIFEST);
    manifest.set("config", descriptor(MediaTypes.OCI_CONFIG, config(text)));
    manifest.putArray("layers").add(descriptor(MediaTypes.OCI_LAYER, layer(text)));
    return manifest;
  }

  /** An image that names a blob as a layer that is to be had elsewhere. */
  Pushed imageWithForeignLayer(String token, String repository, String reference, String blob)
      throws IOException, InterruptedException {
    byte[] config = "{}".getBytes(StandardCharsets.UTF_8);
    blob(token, repository, config);
    ObjectNode manifest =
        Json.object().put("schemaVersion", 2).put("mediaType", MediaTypes.OCI_MANIFEST);
    manifest.set("config", descriptor(MediaTypes.OCI_CONFIG, config));
    manifest
        .putArray("layers")
        .addObject()
        .put("mediaType", "application/vnd.oci.image.layer.nondistributable.v1.tar")
        .put("digest", blob)
        .put("size", 1)
        .putArray("urls")
        .add("https://example.com/layer");
    Set<String> parts = new LinkedHashSet<>(Set.of(Digest.of(config).toString()));
    return manifest(token, repository, reference, MediaTypes.OCI_MANIFEST, manifest, parts);
  }

  /** An index of manifests that are in the repository. */
  Pushed index(String token, String repository, String reference, List<Pushed> children)
      throws IOException, InterruptedException {
    ObjectNode index = Json.object().put("schemaVersion", 2).put("mediaType", MediaTypes.OCI_INDEX);
    var list = index.putArray("manifests");
    Set<String> parts = new LinkedHashSet<>();
    for (Pushed child : children) {
      ObjectNode entry = descriptor(child.mediaType(), child.bytes());
      entry.putObject("platform").put("os", "linux").put("architecture", "amd64");
      list.add(entry);
      parts.addAll(child.parts());
    }
    return manifest(token, repository, reference, MediaTypes.OCI_INDEX, index, parts);
  }

  private Pushed manifest(
      String token,
      String repository,
      String reference,
      String type,
      ObjectNode manifest,
      Set<String> parts)
      throws IOException, InterruptedException {
    byte[] bytes = Json.bytes(manifest);
    parts.add(Digest.of(bytes).toString());
    Pushed pushed = new Pushed(type, bytes, parts);
    assertThat(again(token, repository, reference, pushed)).isEqualTo(201);
    return pushed;
  }

  /**
   * Sends a manifest that somebody pushed before; returns the status.
   *
   * @param reference a tag, or nothing to push by digest
   */
  int again(String token, String repository, String reference, Pushed pushed)
      throws IOException, InterruptedException {
    String last = reference.isEmpty() ? pushed.digest() : reference;
    return caller
        .registry(
            token,
            "PUT",
            "/v2/" + repository + "/manifests/" + last,
            pushed.mediaType(),
            pushed.bytes())
        .status();
  }

  void blob(String token, String repository, byte[] bytes)
      throws IOException, InterruptedException {
    String path = "/v2/" + repository + "/blobs/uploads/?digest=" + Digest.of(bytes);
    assertThat(caller.registry(token, "POST", path, BYTES, bytes).status()).isEqualTo(201);
  }

  private static ObjectNode descriptor(String mediaType, byte[] bytes) {
    return Json.object()
        .put("mediaType", mediaType)
        .put("digest", Digest.of(bytes).toString())
        .put("size", bytes.length);
  }

  /** Status of a manifest by tag or digest; HEAD must say the same. */
  int pull(String token, String repository, String reference)
      throws IOException, InterruptedException {
    return look(token, "/v2/" + repository + "/manifests/" + reference);
  }

  /** Status of a blob; HEAD must say the same. */
  int pullBlob(String token, String repository, String digest)
      throws IOException, InterruptedException {
    return look(token, "/v2/" + repository + "/blobs/" + digest);
  }

  private int look(String token, String path) throws IOException, InterruptedException {
    int status = caller.registry(token, "GET", path, BYTES, new byte[0]).status();
    assertThat(caller.registry(token, "HEAD", path, BYTES, new byte[0]).status())
        .as("HEAD " + path)
        .isEqualTo(status);
    return status;
  }

  /** Whether a blob can be mounted into a repository that has it not. */
  boolean mounts(String token, String from, String into, String digest)
      throws IOException, InterruptedException {
    String path = "/v2/" + into + "/blobs/uploads/?mount=" + digest + "&from=" + from;
    return caller.registry(token, "POST", path, BYTES, new byte[0]).status() == 201;
  }
}
