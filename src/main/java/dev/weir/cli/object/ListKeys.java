package dev.weir.cli.object;

import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/**
 * By which member the items of a list are known, for the lists that Kubernetes and image streams
 * merge item by item (cli.md 8, "Merge keys"); all others are replaced whole.
 */
final class ListKeys {
  private static final Map<String, List<String>> KEYS =
      Map.ofEntries(
          Map.entry("containers", List.of("name")),
          Map.entry("initContainers", List.of("name")),
          Map.entry("ephemeralContainers", List.of("name")),
          Map.entry("env", List.of("name")),
          Map.entry("volumes", List.of("name")),
          Map.entry("imagePullSecrets", List.of("name")),
          Map.entry("secrets", List.of("name")),
          Map.entry("tags", List.of("name", "tag")),
          Map.entry("signatures", List.of("name")),
          Map.entry("ports", List.of("containerPort", "port")),
          Map.entry("volumeMounts", List.of("mountPath")),
          Map.entry("volumeDevices", List.of("devicePath")),
          Map.entry("hostAliases", List.of("ip")),
          Map.entry("topologySpreadConstraints", List.of("topologyKey")),
          Map.entry("ownerReferences", List.of("uid")),
          Map.entry("conditions", List.of("type")));

  private ListKeys() {}

  /** The key of a list, empty if it has none or an item lacks it. */
  static String of(String member, ArrayNode one, ArrayNode other) {
    for (String key : KEYS.getOrDefault(member, List.of())) {
      if (all(one, key) && all(other, key)) {
        return key;
      }
    }
    return "";
  }

  private static boolean all(ArrayNode list, String key) {
    return list.valueStream().map(item -> item.path(key)).noneMatch(JsonNode::isMissingNode);
  }
}
