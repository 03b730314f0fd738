package dev.weir.access;

import dev.weir.resource.Json;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** One rule of a role (rbac.authorization.k8s.io/v1 PolicyRule): verbs on resources or on paths. */
record PolicyRule(
    Set<String> verbs,
    Set<String> groups,
    Set<String> resources,
    Set<String> names,
    Set<String> paths) {
  private static final String ANY = "*";

  /** The rules of a Role or ClusterRole. */
  static List<PolicyRule> all(ObjectNode role) {
    return Json.arrayAt(role, "rules").valueStream().map(PolicyRule::of).toList();
  }

  private static PolicyRule of(JsonNode rule) {
    return new PolicyRule(
        strings(rule, "verbs"),
        strings(rule, "apiGroups"),
        strings(rule, "resources"),
        strings(rule, "resourceNames"),
        strings(rule, "nonResourceURLs"));
  }

  private static Set<String> strings(JsonNode rule, String member) {
    return Json.arrayAt(rule, member)
        .valueStream()
        .map(JsonNode::asString)
        .collect(Collectors.toUnmodifiableSet());
  }

  boolean covers(Attributes wanted) {
    return has(verbs, wanted.verb())
        && (wanted.isResource() ? coversResource(wanted) : coversPath(wanted.path()));
  }

  private boolean coversResource(Attributes wanted) {
    String full =
        wanted.subresource().isEmpty()
            ? wanted.resource()
            : wanted.resource() + "/" + wanted.subresource();
    return has(groups, wanted.group())
        && (has(resources, full)
            || (!wanted.subresource().isEmpty() && resources.contains("*/" + wanted.subresource())))
        && (names.isEmpty() || names.contains(wanted.name()));
  }

  private boolean coversPath(String path) {
    return has(paths, path)
        || paths.stream()
            .anyMatch(p -> p.endsWith(ANY) && path.startsWith(p.substring(0, p.length() - 1)));
  }

  private static boolean has(Set<String> set, String wanted) {
    return set.contains(ANY) || set.contains(wanted);
  }
}
