package dev.weir.limit;

import dev.weir.resource.Json;
import dev.weir.resource.Quantity;
import dev.weir.resource.ResourceKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/** What a quota counts, and what it says when it is full (image-api.md 8.3). */
final class QuotaNames {
  private static final Set<String> CORE =
      Set.of(
          "pods",
          "services",
          "secrets",
          "configmaps",
          "replicationcontrollers",
          "persistentvolumeclaims",
          "resourcequotas");
  private static final String STREAMS = "openshift.io/imagestreams";

  private QuotaNames() {}

  /** Names under which objects of a kind are counted. */
  static List<String> of(ResourceKind kind) {
    List<String> names = new ArrayList<>();
    String suffix = kind.group().isEmpty() ? "" : "." + kind.group();
    names.add("count/" + kind.plural() + suffix);
    if (kind.group().isEmpty() && CORE.contains(kind.plural())) {
      names.add(kind.plural());
    }
    if (kind.resource().equals("imagestreams.image.openshift.io")) {
      names.add(STREAMS);
    }
    return names;
  }

  /**
   * Plural and group of what a name counts, as in {@code deployments.apps}; empty if it is no count
   * of objects.
   */
  static String resource(String name) {
    if (name.equals(STREAMS)) {
      return "imagestreams.image.openshift.io";
    }
    return name.startsWith("count/")
        ? name.substring("count/".length())
        : CORE.contains(name) ? name : "";
  }

  /** The bounds of a quota; none for one with scopes, which is about what pods ask for. */
  static Map<String, Quantity> hard(ObjectNode quota) {
    ObjectNode spec = Json.objectAt(quota, "spec");
    Map<String, Quantity> hard = new TreeMap<>();
    if (Json.arrayAt(spec, "scopes").isEmpty() && !spec.has("scopeSelector")) {
      Json.objectAt(spec, "hard")
          .forEachEntry((name, value) -> Quantity.parse(value).ifPresent(q -> hard.put(name, q)));
    }
    return hard;
  }

  /** The refusal's reason. */
  static String exceeded(String quota, Map<String, Quantity> hard, long used, List<String> names) {
    return "exceeded quota: %s, requested: %s, used: %s, limited: %s"
        .formatted(
            quota,
            each(names, _ -> "1"),
            each(names, _ -> Long.toString(used)),
            each(names, name -> String.valueOf(hard.get(name))));
  }

  private static String each(List<String> names, java.util.function.UnaryOperator<String> amount) {
    return names.stream()
        .sorted()
        .map(name -> name + "=" + amount.apply(name))
        .collect(Collectors.joining(","));
  }
}
