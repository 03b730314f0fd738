package dev.weir.platform.core.pod;

import dev.weir.resource.Json;
import dev.weir.resource.Quantity;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** The class of a pod by what its containers ask for (Kubernetes, "Pod Quality of Service"). */
public final class QualityOfService {
  /** The class of pods that ask for nothing. */
  public static final String BEST_EFFORT = "BestEffort";

  private static final List<String> RESOURCES = List.of("cpu", "memory");

  private QualityOfService() {}

  /** The class of a pod with this spec. */
  public static String of(JsonNode podSpec) {
    List<JsonNode> containers =
        Stream.of("containers", "initContainers")
            .flatMap(list -> Json.arrayAt(podSpec, list).valueStream())
            .map(container -> (JsonNode) Json.objectAt(container, "resources"))
            .toList();
    boolean asks =
        containers.stream()
            .anyMatch(
                r ->
                    RESOURCES.stream()
                        .anyMatch(n -> amount(r, "requests", n) || amount(r, "limits", n)));
    if (!asks) {
      return BEST_EFFORT;
    }
    return containers.stream().allMatch(QualityOfService::isGuaranteed)
        ? "Guaranteed"
        : "Burstable";
  }

  private static boolean amount(JsonNode resources, String member, String name) {
    return ResourceAmounts.read(resources, member).containsKey(name);
  }

  private static boolean isGuaranteed(JsonNode resources) {
    Map<String, Quantity> limits = ResourceAmounts.read(resources, "limits");
    Map<String, Quantity> requests = ResourceAmounts.read(resources, "requests");
    return RESOURCES.stream()
        .allMatch(n -> limits.containsKey(n) && limits.get(n).equals(requests.get(n)));
  }
}
