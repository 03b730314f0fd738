package dev.weir.remote.fake;

import dev.weir.manifest.MediaTypes;
import dev.weir.reference.Digest;
import dev.weir.resource.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Small images to put into a {@link FakeRepository}. */
public final class TestImages {
  private TestImages() {}

  /** An OCI image of linux/amd64 with one layer; different tags are different images. */
  public static Digest single(FakeRepository repository, String tag) {
    Digest digest = single(repository, tag, "linux", "amd64");
    repository.tag(tag, digest);
    return digest;
  }

  /** An OCI image without a tag. */
  public static Digest single(
      FakeRepository repository, String label, String os, String architecture) {
    byte[] layer = ("layer of " + label).getBytes(StandardCharsets.UTF_8);
    return image(repository, config(label, os, architecture), FakeBlob.of(layer));
  }

  /** An OCI image of linux/amd64 with these layers. */
  public static Digest layered(FakeRepository repository, String tag, FakeBlob... layers) {
    Digest digest = image(repository, config(tag, "linux", "amd64"), layers);
    repository.tag(tag, digest);
    return digest;
  }

  /** An OCI image of linux/amd64 as builds make them: twenty layers, 20 kB of documents. */
  public static Digest ordinary(FakeRepository repository, String tag) {
    ObjectNode config = Json.object().put("os", "linux").put("architecture", "amd64");
    ObjectNode own = config.putObject("config");
    ArrayNode variables = own.putArray("Env");
    ObjectNode labels = own.putObject("Labels");
    ArrayNode history = config.putArray("history");
    FakeBlob[] layers = new FakeBlob[20];
    for (int i = 0; i < layers.length; i++) {
      variables.add("VARIABLE_%d=%s".formatted(i, "/usr/local/bin".repeat(3)));
      labels.put("org.example.label" + i, "of " + tag);
      history
          .addObject()
          .put("created", "2026-03-01T10:00:00Z")
          .put("created_by", "RUN " + "/bin/sh -c apt-get install -y something ".repeat(15));
      layers[i] = FakeBlob.of((tag + " " + i).getBytes(StandardCharsets.UTF_8));
    }
    Digest digest = image(repository, Json.bytes(config), layers);
    repository.tag(tag, digest);
    return digest;
  }

  private static byte[] config(String label, String os, String architecture) {
    ObjectNode config = Json.object().put("os", os).put("architecture", architecture);
    config.putObject("config").putObject("Labels").put("which", label);
    return Json.bytes(config);
  }

  private static Digest image(FakeRepository repository, byte[] config, FakeBlob... layers) {
    ObjectNode manifest = Json.object();
    manifest.put("schemaVersion", 2).put("mediaType", MediaTypes.OCI_MANIFEST);
    descriptor(
        manifest.putObject("config"),
        MediaTypes.OCI_CONFIG,
        repository.blob(config),
        config.length);
    ArrayNode all = manifest.putArray("layers");
    for (FakeBlob layer : layers) {
      descriptor(all.addObject(), MediaTypes.OCI_LAYER_GZIP, repository.blob(layer), layer.size());
    }
    return repository.manifest(MediaTypes.OCI_MANIFEST, Json.bytes(manifest));
  }

  /** A manifest that says something of another one, such as a signature. */
  public static Digest referrer(FakeRepository repository, Digest subject, String artifactType) {
    byte[] content = ("says " + artifactType + " of " + subject).getBytes(StandardCharsets.UTF_8);
    byte[] empty = "{}".getBytes(StandardCharsets.UTF_8);
    ObjectNode manifest = Json.object();
    manifest.put("schemaVersion", 2).put("mediaType", MediaTypes.OCI_MANIFEST);
    manifest.put("artifactType", artifactType);
    descriptor(
        manifest.putObject("config"),
        "application/vnd.oci.empty.v1+json",
        repository.blob(empty),
        empty.length);
    descriptor(
        manifest.putArray("layers").addObject(),
        "application/octet-stream",
        repository.blob(content),
        content.length);
    int size = repository.findManifest(subject.toString()).map(bytes -> bytes.length).orElse(0);
    descriptor(manifest.putObject("subject"), MediaTypes.OCI_MANIFEST, subject, size);
    return repository.manifest(MediaTypes.OCI_MANIFEST, Json.bytes(manifest));
  }

  /** Lists what refers to a manifest under a tag, as clients do where the registry does not. */
  public static Digest tagReferrers(FakeRepository repository, Digest subject) {
    byte[] index = Json.bytes(FakeRepository.index(repository.referrers(subject)));
    Digest digest = repository.manifest(MediaTypes.OCI_INDEX, index);
    repository.tag(subject.toString().replace(':', '-'), digest);
    return digest;
  }

  /** An OCI index with one image for each {@code os/architecture}, in that order. */
  public static Index index(FakeRepository repository, String tag, String... platforms) {
    ObjectNode index = Json.object();
    index.put("schemaVersion", 2).put("mediaType", MediaTypes.OCI_INDEX);
    ArrayNode manifests = index.putArray("manifests");
    List<Digest> children = new ArrayList<>();
    for (String platform : platforms) {
      String[] parts = platform.split("/");
      Digest child = single(repository, tag + " " + platform, parts[0], parts[1]);
      children.add(child);
      ObjectNode entry = manifests.addObject();
      int size = repository.findManifest(child.toString()).orElseThrow().length;
      descriptor(entry, MediaTypes.OCI_MANIFEST, child, size);
      entry.putObject("platform").put("os", parts[0]).put("architecture", parts[1]);
    }
    Digest digest = repository.manifest(MediaTypes.OCI_INDEX, Json.bytes(index));
    repository.tag(tag, digest);
    return new Index(digest, children);
  }

  /** Digests of an index and of its images. */
  public record Index(Digest digest, List<Digest> children) {}

  private static void descriptor(ObjectNode into, String type, Digest digest, long size) {
    into.put("mediaType", type).put("digest", digest.toString()).put("size", size);
  }
}
