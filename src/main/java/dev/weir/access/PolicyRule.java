package dev.weir.access;

import dev.weir.resource.Json;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One rule of a role (rbac.authorization.k8s.io/v1 PolicyRule): verbs on resources or on paths.
 *
 * @param groups API groups; empty text is the core group
 * @param resources such as {@code imagestreams} or {@code imagestreams/layers}
 * @param names of the objects that it is about; empty for all
 * @param paths that are no resources, such as {@code /metrics}; may end in {@code *}
 */
public record PolicyRule(
    List<String> verbs,
    List<String> groups,
    List<String> resources,
    List<String> names,
    List<String> paths) {
  /** Stands for everything. */
  public static final String ANY = "*";

  public PolicyRule {
    verbs = List.copyOf(verbs);
    groups = List.copyOf(groups);
    resources = List.copyOf(resources);
    names = List.copyOf(names);
    paths = List.copyOf(paths);
  }

  /** A rule on resources, all names. */
  public static PolicyRule on(List<String> groups, List<String> resources, List<String> verbs) {
    return new PolicyRule(verbs, groups, resources, List.of(), List.of());
  }

  /** The rules of a Role or ClusterRole; what is no rule is left out. */
  public static List<PolicyRule> all(ObjectNode role) {
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

  private static List<String> strings(JsonNode rule, String member) {
    List<String> found = new ArrayList<>();
    for (JsonNode value : Json.arrayAt(rule, member)) {
      if (value.isString()) {
        found.add(value.stringValue());
      }
    }
    return found;
  }

  /** The rule as it stands in a role; empty members are left out. */
  public ObjectNode toJson() {
    ObjectNode rule = Json.object();
    put(rule, "verbs", verbs);
    put(rule, "apiGroups", groups);
    put(rule, "resources", resources);
    put(rule, "resourceNames", names);
    put(rule, "nonResourceURLs", paths);
    return rule;
  }

  private static void put(ObjectNode rule, String member, List<String> values) {
    if (!values.isEmpty()) {
      values.forEach(rule.putArray(member)::add);
    }
  }

  /** True if the rule allows it. */
  public boolean covers(Attributes wanted) {
    return wanted.isResource() ? coversResource(wanted) : coversPath(wanted.verb(), wanted.path());
  }

  private boolean coversResource(Attributes wanted) {
    return has(verbs, wanted.verb())
        && OldGroups.cover(this, wanted)
        && coversResource(wanted.fullResource(), wanted.subresource())
        && (names.isEmpty() || names.contains(wanted.name()));
  }

  private boolean coversResource(String full, String subresource) {
    return has(resources, full)
        || (!subresource.isEmpty() && resources.contains("*/" + subresource));
  }

  private boolean coversPath(String verb, String path) {
    if (!has(verbs, verb)) {
      return false;
    }
    for (String known : paths) {
      if (matches(known, path)) {
        return true;
      }
    }
    return false;
  }

  private static boolean matches(String pattern, String path) {
    return pattern.equals(path)
        || (pattern.endsWith(ANY)
            && path.regionMatches(0, pattern, 0, pattern.length() - ANY.length()));
  }

  private static boolean has(List<String> list, String wanted) {
    return list.contains(wanted) || list.contains(ANY);
  }
}
