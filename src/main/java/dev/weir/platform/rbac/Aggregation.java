package dev.weir.platform.rbac;

import dev.weir.resource.Json;
import dev.weir.resource.LabelSelector;
import dev.weir.resource.Meta;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Which rules an aggregated cluster role gathers from others. Pure. */
final class Aggregation {
  private Aggregation() {}

  static boolean isAggregated(ObjectNode role) {
    return role.get("aggregationRule") instanceof ObjectNode;
  }

  /** The rules of all other roles that the role's selectors choose, each once, by role name. */
  static ArrayNode rules(ObjectNode role, Collection<ObjectNode> clusterRoles) {
    List<LabelSelector> selectors =
        Json.arrayAt(Json.objectAt(role, "aggregationRule"), "clusterRoleSelectors")
            .valueStream()
            .map(LabelSelector::of)
            .toList();
    Set<JsonNode> rules = new LinkedHashSet<>();
    clusterRoles.stream()
        .filter(other -> !Meta.name(other).equals(Meta.name(role)))
        .filter(other -> selectors.stream().anyMatch(s -> s.matches(Meta.labels(other))))
        .sorted(Comparator.comparing(Meta::name))
        .forEach(other -> Json.arrayAt(other, "rules").forEach(rules::add));
    ArrayNode gathered = Json.array();
    rules.forEach(rule -> gathered.add(rule.deepCopy()));
    return gathered;
  }

  /** Gives all aggregated roles their rules, also those that gather from one another. */
  static void gather(Collection<ObjectNode> clusterRoles) {
    List<ObjectNode> aggregated = clusterRoles.stream().filter(Aggregation::isAggregated).toList();
    boolean changed = true;
    for (int round = 0; changed && round <= aggregated.size(); round++) {
      changed = false;
      for (ObjectNode role : aggregated) {
        ArrayNode rules = rules(role, clusterRoles);
        changed |= !rules.equals(role.get("rules"));
        role.set("rules", rules);
      }
    }
  }
}
