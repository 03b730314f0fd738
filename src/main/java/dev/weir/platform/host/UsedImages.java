package dev.weir.platform.host;

import dev.weir.image.OwnRegistry;
import dev.weir.objects.value.ObjectKey;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import dev.weir.store.RangeQuery;
import dev.weir.store.Store;
import dev.weir.workload.WorkloadKind;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Images that are named where something runs or is built: by the containers of pods and of what
 * makes pods, and by builds. What triggers follow is left out.
 */
final class UsedImages {
  private final Store store;

  UsedImages(Store store) {
    this.store = store;
  }

  Stream<String> of(String namespace) {
    Stream<String> run =
        PodKinds.ALL.stream()
            .flatMap(
                pods ->
                    objects(pods.kind(), namespace).flatMap(workload -> inPods(pods, workload)));
    Stream<String> built =
        Stream.of(Kinds.BUILD, Kinds.BUILD_CONFIG)
            .flatMap(kind -> objects(kind, namespace))
            .flatMap(UsedImages::inBuild);
    return Stream.concat(run, built).filter(image -> !image.isEmpty());
  }

  private Stream<ObjectNode> objects(ResourceKind kind, String namespace) {
    return store.range(RangeQuery.all(ObjectKey.prefix(kind, namespace))).entries().stream()
        .map(entry -> Json.parseObject(entry.value()));
  }

  private static Stream<String> inPods(WorkloadKind kind, ObjectNode workload) {
    return kind.images(workload).stream().map(WorkloadKind.NamedImage::image);
  }

  private static Stream<String> inBuild(ObjectNode build) {
    ObjectNode spec = Json.objectAt(build, "spec");
    ObjectNode strategy = Json.objectAt(spec, "strategy");
    Stream<JsonNode> strategies =
        Stream.of("customStrategy", "dockerStrategy", "sourceStrategy").map(strategy::path);
    Stream<JsonNode> sources = Json.arrayAt(Json.objectAt(spec, "source"), "images").valueStream();
    return Stream.concat(strategies, sources)
        .map(holder -> pullSpec(holder.path("from"), Meta.namespace(build)));
  }

  /** A tag, or an image of a stream, by the name that the integrated registry has in the store. */
  private static String pullSpec(JsonNode from, String own) {
    String name = Json.string(from, "name");
    String namespace = Json.string(from, "namespace");
    return switch (Json.string(from, "kind")) {
      case "DockerImage" -> name;
      case "ImageStreamTag", "ImageStreamImage" ->
          OwnRegistry.HOST + "/" + (namespace.isEmpty() ? own : namespace) + "/" + name;
      default -> "";
    };
  }
}
