package dev.weir.trigger;

import static org.awaitility.Awaitility.await;

import dev.weir.access.User;
import dev.weir.imageapi.ImageApi;
import dev.weir.imagestream.ImageStream;
import dev.weir.manifest.ManifestReader;
import dev.weir.objects.Rest;
import dev.weir.objects.WriteOptions;
import dev.weir.platform.core.KindsFixture;
import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import dev.weir.remote.Registries;
import dev.weir.remote.Retries;
import dev.weir.remote.outbound.AddressPolicy;
import dev.weir.remote.outbound.JettyOutbound;
import dev.weir.remote.outbound.OutboundSettings;
import dev.weir.resource.Json;
import dev.weir.resource.StatusException;
import dev.weir.streams.PushedManifest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The loop beside the image API: tags of {@code demo/app} move as they do in a server. */
final class TaggedFixture implements AutoCloseable {
  private static final User DEV = User.named("dev");
  private static final StreamName APP = new StreamName("demo", "app");
  private static final String SENTINEL = "sentinel";
  private static final int CONFLICT = 409;

  final LoopFixture loop = new LoopFixture();
  private final Registries registries =
      new Registries(
          new JettyOutbound(OutboundSettings.of(AddressPolicy.PRIVATE_ALLOWED, List.of())),
          new Retries(_ -> {}),
          () -> KindsFixture.NOW);
  final AgedFixture aged = new AgedFixture(loop, registries);
  private final List<Rest> images = ImageApi.resources(loop.streams, aged.imports, Map.of());
  private int edits;

  TaggedFixture() {
    String _ = push(SENTINEL, SENTINEL);
    String entry = LoopFixture.entry(SENTINEL, "spec.template.spec.containers[0].image");
    String pods = "spec: {containers: [{name: web, image: 'x/y:1'}]}";
    ObjectNode _ =
        loop.create(
            "deployments",
            "{name: sentinel}",
            "{selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}}, "
                + pods
                + "}}",
            entry);
    ObjectNode _ =
        loop.create(
            "cronjobs",
            "{name: sentinel}",
            "{schedule: '@daily', jobTemplate: {spec: {template: {spec: {restartPolicy: Never,"
                + " containers: [{name: web, image: 'x/y:1'}]}}}}}",
            entry.replace("spec.template", "spec.jobTemplate.spec.template"));
    ObjectNode _ =
        loop.create(
            "pods",
            "{name: sentinel}",
            "{containers: [{name: web, image: 'x/y:1'}]}",
            entry.replace("spec.template.spec", "spec"));
  }

  private Rest rest(String plural) {
    return images.stream()
        .filter(rest -> rest.kind().plural().equals(plural))
        .findFirst()
        .orElseThrow();
  }

  /** Pushes an image that differs by its text; returns its digest. */
  String push(String tag, String text) {
    PushedManifest manifest = manifest(text);
    try {
      loop.blobs.put(manifest.digest(), new ByteArrayInputStream(manifest.bytes()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    loop.streams.pushes().push(DEV, APP, List.of(tag), manifest);
    return manifest.digest().toString();
  }

  private static PushedManifest manifest(String text) {
    byte[] config =
        ("{\"architecture\":\"amd64\",\"author\":\"" + text + "\",\"config\":{}}")
            .getBytes(StandardCharsets.UTF_8);
    byte[] bytes =
        """
        {"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json",
         "config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"%s","size":%d},
         "layers":[]}\
        """
            .formatted(Digest.of(config), config.length)
            .getBytes(StandardCharsets.UTF_8);
    return new PushedManifest(Digest.of(bytes), ManifestReader.read("", bytes), bytes, config);
  }

  String pullSpec(String digest) {
    return "registry:5000/demo/app@" + digest;
  }

  /** {@code weir tag app@DIGEST app:TAG}. */
  void tag(String tag, String digest) {
    point(tag, "ImageStreamImage", "app@" + digest);
  }

  /** {@code weir tag --alias app:OF app:TAG}. */
  void follow(String tag, String of) {
    point(tag, "ImageStreamTag", of);
  }

  /** Has a tag follow the other registry. */
  void followAged(String tag) {
    point(tag, aged.tagReference());
  }

  private void point(String tag, String kind, String name) {
    point(tag, "{from: {kind: %s, name: '%s'}}".formatted(kind, name));
  }

  private void point(String tag, String reference) {
    ObjectNode istag =
        KindsFixture.yaml("{metadata: {name: 'app:%s'}, tag: %s}".formatted(tag, reference));
    var _ =
        rest("imagestreamtags")
            .update(KindsFixture.DEMO, "app:" + tag, _ -> istag.deepCopy(), WriteOptions.STORE);
  }

  boolean isRefused(Runnable write) {
    try {
      write.run();
      return false;
    } catch (StatusException e) {
      if (e.status().code() == CONFLICT) {
        return true;
      }
      throw e;
    }
  }

  /**
   * Holds a tag.
   *
   * @param image of its history that it goes back to; empty to stay where it is
   */
  void hold(String tag, String image) {
    annotate(
        tag,
        annotations -> {
          annotations.put("weir.dev/hold", "ann: tried");
          if (!image.isEmpty()) {
            annotations.put("weir.dev/held-image", image);
          }
        });
  }

  void release(String tag) {
    annotate(
        tag, annotations -> annotations.put("weir.dev/hold", "").put("weir.dev/held-image", ""));
  }

  /** Lets a tag wait so many hours for what its registry has. */
  void age(String tag, long hours) {
    annotate(tag, annotations -> annotations.put("weir.dev/minimum-age", hours + "h"));
  }

  private void annotate(String tag, Consumer<ObjectNode> change) {
    var _ =
        rest("imagestreams")
            .update(
                KindsFixture.DEMO,
                "app",
                stream -> {
                  change.accept(Json.ensureObject(specTag(stream, tag), "annotations"));
                  return stream;
                },
                WriteOptions.STORE);
  }

  private static ObjectNode specTag(ObjectNode stream, String tag) {
    var list = Json.ensureArray(Json.ensureObject(stream, "spec"), "tags");
    for (JsonNode one : list) {
      if (Json.string(one, "name").equals(tag)) {
        return (ObjectNode) one;
      }
    }
    return list.addObject().put("name", tag);
  }

  /** Where those tags are that have an image. */
  Map<String, String> tags(List<String> names) {
    Map<String, String> found = new TreeMap<>();
    ImageStream stream = loop.streams.store().newest(APP).stream();
    for (String name : names) {
      stream.newest(name).ifPresent(event -> found.put(name, event.image()));
    }
    return found;
  }

  /** Waits until the loop has seen all that was written before, and done what follows from it. */
  void awaitIdle() {
    Map<String, String> images =
        Map.of(
            "deployments", "/spec/template/spec/containers/0",
            "cronjobs", "/spec/jobTemplate/spec/template/spec/containers/0",
            "pods", "/spec/containers/0");
    images.forEach(
        (plural, container) -> {
          String byHand = "by/hand:" + edits++;
          ObjectNode _ =
              loop.kinds.edit(
                  plural,
                  SENTINEL,
                  object -> ((ObjectNode) object.at(container)).put("image", byHand));
        });
    images.forEach(
        (plural, container) ->
            await()
                .pollInterval(Duration.ofMillis(2))
                .until(
                    () -> loop.at(plural, SENTINEL, container + "/image").startsWith("registry:")));
  }

  /** How often the loop has written each object since this was asked last. */
  Map<String, Integer> takeWrites() {
    Map<String, Integer> counts = new TreeMap<>();
    for (String name : loop.workloads.takeWritten()) {
      if (!name.equals(SENTINEL)) {
        counts.merge(name, 1, Integer::sum);
      }
    }
    return counts;
  }

  @Override
  public void close() {
    loop.close();
    registries.close();
    aged.close();
  }
}
