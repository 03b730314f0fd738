package dev.weir.platform.host;

import dev.weir.objects.value.ObjectKey;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.ResourceKind;
import dev.weir.store.RangeQuery;
import dev.weir.store.Store;
import dev.weir.workload.WorkloadKind;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Images that are named where something runs or is built: by the containers of pods and of what
 * makes pods, and by builds. What follows a tag is left out: the tag says it.
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
    ObjectNode spec = kind.podSpec(workload);
    return Stream.of("initContainers", "containers", "ephemeralContainers")
        .flatMap(list -> Json.arrayAt(spec, list).valueStream())
        .map(container -> Json.string(container, "image"));
  }

  private static Stream<String> inBuild(ObjectNode build) {
    ObjectNode spec = Json.objectAt(build, "spec");
    ObjectNode strategy = Json.objectAt(spec, "strategy");
    Stream<JsonNode> strategies =
        Stream.of("customStrategy", "dockerStrategy", "sourceStrategy").map(strategy::path);
    Stream<JsonNode> sources = Json.arrayAt(Json.objectAt(spec, "source"), "images").valueStream();
    return Stream.concat(strategies, sources)
        .map(holder -> holder.path("from"))
        .filter(from -> Json.string(from, "kind").equals("DockerImage"))
        .map(from -> Json.string(from, "name"));
  }
}
