package dev.weir.platform.limit;

import dev.weir.platform.core.pod.ResourceAmounts;
import dev.weir.resource.Json;
import dev.weir.resource.Quantity;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What a pod takes, by its spec alone (Kubernetes, "Resource quotas"). Pure. */
final class PodUsage {
  private PodUsage() {}

  /** True for a pod that has ended: it takes nothing any more. */
  static boolean hasEnded(ObjectNode pod) {
    String phase = Json.string(Json.objectAt(pod, "status"), "phase");
    return phase.equals("Succeeded") || phase.equals("Failed");
  }

  /**
   * Requests or limits of a resource: those of all containers together, or of the greediest of
   * those that run before them, and what the pod itself takes. A container that is started before
   * the others and stays (a sidecar) counts beside all that come after it.
   *
   * @param member {@code requests} or {@code limits}
   */
  static Quantity amount(ObjectNode pod, String member, String resource) {
    ObjectNode spec = Json.objectAt(pod, "spec");
    Quantity together =
        containers(spec, "containers")
            .map(container -> amount(container, member, resource))
            .reduce(Quantity.ZERO, Quantity::plus);
    Quantity sidecars = Quantity.ZERO;
    Quantity before = Quantity.ZERO;
    for (JsonNode container : containers(spec, "initContainers").toList()) {
      Quantity own = sidecars.plus(amount(container, member, resource));
      before = greater(before, own);
      if (Json.string(container, "restartPolicy").equals("Always")) {
        sidecars = own;
      }
    }
    return greater(before, together.plus(sidecars))
        .plus(ResourceAmounts.read(spec, "overhead").getOrDefault(resource, Quantity.ZERO));
  }

  private static Quantity greater(Quantity one, Quantity other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  /** Names of the containers that say nothing of a resource, sorted. */
  static List<String> silent(ObjectNode pod, String member, String resource) {
    ObjectNode spec = Json.objectAt(pod, "spec");
    return Stream.concat(containers(spec, "containers"), containers(spec, "initContainers"))
        .filter(container -> !amounts(container, member).containsKey(resource))
        .map(container -> Json.string(container, "name"))
        .sorted()
        .toList();
  }

  private static Stream<JsonNode> containers(ObjectNode spec, String list) {
    return Json.arrayAt(spec, list).valueStream();
  }

  private static Quantity amount(JsonNode container, String member, String resource) {
    return amounts(container, member).getOrDefault(resource, Quantity.ZERO);
  }

  private static Map<String, Quantity> amounts(JsonNode container, String member) {
    return ResourceAmounts.read(Json.objectAt(container, "resources"), member);
  }
}
