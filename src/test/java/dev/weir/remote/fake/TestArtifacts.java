package dev.weir.remote.fake;

import dev.weir.manifest.MediaTypes;
import dev.weir.reference.Digest;
import dev.weir.resource.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Artifacts as their tools push them: Helm, ModelPack, WebAssembly, cosign, ORAS, and lists of such
 * things. Each is put into a repository under a tag.
 */
public final class TestArtifacts {
  private static final String EMPTY = "application/vnd.oci.empty.v1+json";

  private final FakeRepository repository;
  private final List<Artifact> all = new ArrayList<>();

  private TestArtifacts(FakeRepository repository) {
    this.repository = repository;
  }

  /**
   * One of them.
   *
   * @param type as it is to be shown; empty of what is an image to its manifest
   * @param size bytes of configuration and distinct layers; 0 of a list
   * @param list of manifests, so that it has no layers
   */
  public record Artifact(String tag, String type, Digest digest, long size, boolean list) {
    @Override
    public String toString() {
      return tag;
    }
  }

  /** All of them, in a repository. */
  public static List<Artifact> in(FakeRepository repository) {
    TestArtifacts made = new TestArtifacts(repository);
    made.singles();
    made.signatures();
    made.lists();
    return List.copyOf(made.all);
  }

  /** A list that is an artifact itself, of two that are for no platform. */
  public static Digest set(FakeRepository repository, String tag) {
    String type = "application/vnd.acme.set";
    TestArtifacts made = new TestArtifacts(repository);
    ObjectNode index = index(type, made.child(tag + ".one", ""), made.child(tag + ".two", ""));
    return made.tagged(tag, MediaTypes.OCI_INDEX, index);
  }

  private void singles() {
    single(
        "helm",
        "application/vnd.cncf.helm.config.v1+json",
        manifest(
            "",
            blob(
                "application/vnd.cncf.helm.config.v1+json", "{\"name\":\"app\",\"version\":\"1\"}"),
            blob("application/vnd.cncf.helm.chart.content.v1.tar+gzip", "a chart"),
            blob("application/vnd.cncf.helm.chart.provenance.v1.prov", "signed")));
    single(
        "model",
        "application/vnd.cncf.model.manifest.v1+json",
        manifest(
            "application/vnd.cncf.model.manifest.v1+json",
            blob("application/vnd.cncf.model.config.v1+json", "{\"descriptor\":{\"name\":\"m\"}}"),
            blob("application/vnd.cncf.model.weight.v1.raw", "weights weights")));
    single(
        "wasm",
        "application/vnd.wasm.config.v0+json",
        manifest(
            "",
            blob(
                "application/vnd.wasm.config.v0+json",
                "{\"architecture\":\"wasm\",\"os\":\"wasip2\",\"layerDigests\":[]}"),
            blob("application/wasm", "\0asm")));
    single(
        "oras",
        "application/vnd.acme.rocket+type",
        manifest("application/vnd.acme.rocket+type", empty(), blob("text/plain", "hello")));
    single("nothing", "application/vnd.acme.note", manifest("application/vnd.acme.note", empty()));
    single(
        "twice",
        "application/vnd.acme.pair",
        manifest(
            "application/vnd.acme.pair",
            blob("application/x-yaml", "not: json"),
            blob("text/plain", "same"),
            blob("text/plain", "same")));
  }

  private void signatures() {
    Digest subject = TestImages.single(repository, "signed");
    ObjectNode layer =
        blob("application/vnd.dev.cosign.simplesigning.v1+json", "{\"critical\":{}}");
    layer.putObject("annotations").put("dev.cosignproject.cosign/signature", "MEUCIQ==");
    single(
        subject.toString().replace(':', '-') + ".sig",
        "",
        manifest("", blob(MediaTypes.OCI_CONFIG, "{\"architecture\":\"\",\"os\":\"\"}"), layer));
    String bundle = "application/vnd.dev.sigstore.bundle.v0.3+json";
    ObjectNode manifest = manifest(bundle, empty(), blob(bundle, "{\"mediaType\":\"bundle\"}"));
    byte[] signed = repository.findManifest(subject.toString()).orElseThrow();
    manifest.set("subject", descriptor(MediaTypes.OCI_MANIFEST, signed));
    single("bundle", bundle, manifest);
  }

  private void lists() {
    String type = "application/vnd.acme.set";
    list("set", type, index(type, child("one", ""), child("two", "")));
    list("bare", "", index("", child("three", ""), child("four", "")));
    list("both", "", index("", child("five", "linux/amd64"), child("six", "unknown/unknown")));
    list("none", type, index(type));
    ObjectNode inner = index(type, child("seven", ""));
    byte[] bytes = Json.bytes(inner);
    Digest _ = repository.manifest(MediaTypes.OCI_INDEX, bytes);
    list("nested", type, index(type, descriptor(MediaTypes.OCI_INDEX, bytes), child("eight", "")));
  }

  private ObjectNode child(String text, String platform) {
    byte[] manifest =
        Json.bytes(manifest("application/vnd.acme." + text, empty(), blob("text/plain", text)));
    Digest _ = repository.manifest(MediaTypes.OCI_MANIFEST, manifest);
    ObjectNode entry = descriptor(MediaTypes.OCI_MANIFEST, manifest);
    entry.put("artifactType", "application/vnd.acme." + text);
    if (!platform.isEmpty()) {
      String[] parts = platform.split("/");
      entry.putObject("platform").put("os", parts[0]).put("architecture", parts[1]);
    }
    return entry;
  }

  private void single(String tag, String type, ObjectNode manifest) {
    long size = manifest.at("/config/size").longValue();
    List<String> seen = new ArrayList<>();
    for (var layer : manifest.path("layers")) {
      if (!seen.contains(layer.path("digest").stringValue())) {
        seen.add(layer.path("digest").stringValue());
        size += layer.path("size").longValue();
      }
    }
    all.add(new Artifact(tag, type, tagged(tag, MediaTypes.OCI_MANIFEST, manifest), size, false));
  }

  private void list(String tag, String type, ObjectNode index) {
    all.add(new Artifact(tag, type, tagged(tag, MediaTypes.OCI_INDEX, index), 0, true));
  }

  private Digest tagged(String tag, String mediaType, ObjectNode manifest) {
    Digest digest = repository.manifest(mediaType, Json.bytes(manifest));
    repository.tag(tag, digest);
    return digest;
  }

  private static ObjectNode manifest(String type, ObjectNode config, ObjectNode... layers) {
    ObjectNode manifest = document(MediaTypes.OCI_MANIFEST, type);
    manifest.set("config", config);
    ArrayNode list = manifest.putArray("layers");
    List.of(layers).forEach(list::add);
    return manifest;
  }

  private static ObjectNode index(String type, ObjectNode... children) {
    ObjectNode index = document(MediaTypes.OCI_INDEX, type);
    ArrayNode list = index.putArray("manifests");
    List.of(children).forEach(list::add);
    return index;
  }

  private static ObjectNode document(String mediaType, String type) {
    ObjectNode document = Json.object().put("schemaVersion", 2).put("mediaType", mediaType);
    return type.isEmpty() ? document : document.put("artifactType", type);
  }

  private ObjectNode empty() {
    return blob(EMPTY, "{}");
  }

  private ObjectNode blob(String mediaType, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    Digest _ = repository.blob(bytes);
    return descriptor(mediaType, bytes);
  }

  private static ObjectNode descriptor(String mediaType, byte[] bytes) {
    return Json.object()
        .put("mediaType", mediaType)
        .put("digest", Digest.of(bytes).toString())
        .put("size", bytes.length);
  }
}
