package dev.weir.access;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The rules of one role, laid out so that a question looks at few of them. Immutable. */
final class RoleRules {
  static final RoleRules NONE = new RoleRules(List.of());

  private final List<PolicyRule> all;
  private final Map<String, PolicyRule[]> byResource;
  private final PolicyRule[] onPatterns;
  private final PolicyRule[] onPaths;

  RoleRules(List<PolicyRule> rules) {
    Map<String, List<PolicyRule>> named = new HashMap<>();
    List<PolicyRule> patterns = new ArrayList<>();
    List<PolicyRule> paths = new ArrayList<>();
    for (PolicyRule rule : rules) {
      if (rule.resources().stream().anyMatch(resource -> resource.startsWith(PolicyRule.ANY))) {
        patterns.add(rule);
      } else {
        rule.resources().stream()
            .distinct()
            .forEach(r -> named.computeIfAbsent(r, _ -> new ArrayList<>()).add(rule));
      }
      if (!rule.paths().isEmpty()) {
        paths.add(rule);
      }
    }
    this.all = List.copyOf(rules);
    this.byResource = new HashMap<>();
    named.forEach((resource, list) -> byResource.put(resource, list.toArray(new PolicyRule[0])));
    this.onPatterns = patterns.toArray(new PolicyRule[0]);
    this.onPaths = paths.toArray(new PolicyRule[0]);
  }

  List<PolicyRule> all() {
    return all;
  }

  /**
   * True if a rule allows it.
   *
   * @param fullResource {@link Attributes#fullResource}, made once for all roles
   */
  boolean allow(Attributes wanted, String fullResource) {
    if (!wanted.isResource()) {
      return any(onPaths, wanted);
    }
    PolicyRule[] named = byResource.get(fullResource);
    return (named != null && any(named, wanted)) || any(onPatterns, wanted);
  }

  private static boolean any(PolicyRule[] rules, Attributes wanted) {
    for (PolicyRule rule : rules) {
      if (rule.covers(wanted)) {
        return true;
      }
    }
    return false;
  }
}
