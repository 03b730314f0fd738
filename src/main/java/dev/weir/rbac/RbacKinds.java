package dev.weir.rbac;

import dev.weir.access.Authorizer;
import dev.weir.access.Policy;
import dev.weir.objects.Rest;
import dev.weir.objects.StoreContext;
import dev.weir.resource.ResourceKind;
import java.util.List;

/** Kinds of rbac.authorization.k8s.io/v1. */
public final class RbacKinds {
  /** The API group of roles and bindings, and of their references. */
  public static final String GROUP = "rbac.authorization.k8s.io";

  public static final ResourceKind ROLE =
      ResourceKind.namespaced(GROUP, "v1", "roles", "role", "Role");
  public static final ResourceKind ROLE_BINDING =
      ResourceKind.namespaced(GROUP, "v1", "rolebindings", "rolebinding", "RoleBinding");
  public static final ResourceKind CLUSTER_ROLE =
      ResourceKind.clusterWide(GROUP, "v1", "clusterroles", "clusterrole", "ClusterRole");
  public static final ResourceKind CLUSTER_ROLE_BINDING =
      ResourceKind.clusterWide(
          GROUP, "v1", "clusterrolebindings", "clusterrolebinding", "ClusterRoleBinding");

  private RbacKinds() {}

  /** The resources of these kinds. */
  public static List<Rest> resources(StoreContext context, Authorizer authorizer, Policy policy) {
    Escalation escalation = new Escalation(authorizer, policy);
    return List.of(
        new RoleRest(context, ROLE, escalation),
        new RoleBindingRest(context, ROLE_BINDING, escalation),
        new RoleRest(context, CLUSTER_ROLE, escalation),
        new RoleBindingRest(context, CLUSTER_ROLE_BINDING, escalation));
  }
}
