package dev.weir.access;

import dev.weir.resource.OldKinds;
import java.util.List;
import java.util.Set;

/**
 * Groups that rules and questions name of resources which had none once, or another one: for what
 * everybody did with objects already then, all of them mean the group that they are in today. A
 * rule says so by the name of the resource; one of all resources of the core group is about those
 * of the core group. Other verbs, such as {@code impersonate}, {@code escalate} and {@code bind},
 * are about the group that is named: they came later, or have their place in the core group.
 */
final class OldGroups {
  private static final String CORE = "";
  private static final String RBAC = "rbac.authorization.k8s.io";
  private static final String POLICY = "authorization.openshift.io";
  private static final Set<String> RIGHTS =
      Set.of("roles", "rolebindings", "clusterroles", "clusterrolebindings");

  /** Reading and writing of objects. */
  private static final Set<String> VERBS =
      Set.of("get", "list", "watch", "create", "update", "patch", "delete", "deletecollection");

  private OldGroups() {}

  /**
   * True if the rule is about the group that is asked for, by the group's name or an old one. All
   * verbs at once are those of the named group, and those that mean today's.
   */
  static boolean cover(PolicyRule rule, Attributes wanted) {
    String asked = wanted.group();
    String today = today(asked, wanted.resource());
    if (VERBS.contains(wanted.verb())) {
      return isOf(rule, today, wanted);
    }
    return names(rule.groups(), asked)
        && (!wanted.verb().equals(PolicyRule.ANY)
            || today.equals(asked)
            || isOf(rule, today, wanted));
  }

  private static boolean isOf(PolicyRule rule, String today, Attributes wanted) {
    return names(rule.groups(), today)
        || (rule.resources().contains(wanted.fullResource())
            && mean(rule.groups(), today, wanted.resource()));
  }

  private static boolean names(List<String> groups, String group) {
    return groups.contains(group) || groups.contains(PolicyRule.ANY);
  }

  /** The group that a resource of such a group is in today. */
  private static String today(String group, String resource) {
    if (!group.isEmpty() && !group.equals(POLICY)) {
      return group;
    }
    if (RIGHTS.contains(resource)) {
      return RBAC;
    }
    return group.isEmpty() ? OldKinds.groupOf(resource).orElse(CORE) : group;
  }

  /**
   * Whether groups of a rule that names the resource mean it by an old one.
   *
   * @param group of today
   */
  private static boolean mean(List<String> groups, String group, String resource) {
    if (group.equals(RBAC)) {
      return RIGHTS.contains(resource) && (groups.contains(CORE) || groups.contains(POLICY));
    }
    return groups.contains(CORE)
        && OldKinds.groupOf(resource).filter(today -> today.equals(group)).isPresent();
  }
}
