package dev.weir.access;

import dev.weir.resource.OldKinds;
import java.util.List;
import java.util.Set;

/**
 * Groups that rules and questions name of resources which had none once, or another one: all of
 * them mean the group that they are in today. A rule says so by the name of the resource; one of
 * all resources of the core group is about those of the core group.
 */
final class OldGroups {
  private static final String CORE = "";
  private static final String RBAC = "rbac.authorization.k8s.io";
  private static final String POLICY = "authorization.openshift.io";
  private static final Set<String> RIGHTS =
      Set.of("roles", "rolebindings", "clusterroles", "clusterrolebindings");

  private OldGroups() {}

  /** The group that a resource of such a group is in today. */
  static String today(String group, String resource) {
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
  static boolean mean(List<String> groups, String group, String resource) {
    if (group.equals(RBAC)) {
      return RIGHTS.contains(resource) && (groups.contains(CORE) || groups.contains(POLICY));
    }
    return groups.contains(CORE)
        && OldKinds.groupOf(resource).filter(today -> today.equals(group)).isPresent();
  }
}
