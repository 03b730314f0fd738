package dev.weir.platform.openshift.authorization;

import dev.weir.objects.Rest;
import dev.weir.resource.Kinds;
import dev.weir.resource.ResourceKind;
import java.util.List;

/** Roles and bindings of authorization.openshift.io/v1. */
public final class AuthorizationKinds {
  private static final String GROUP = "authorization.openshift.io";

  private AuthorizationKinds() {}

  /**
   * The forms of these kinds.
   *
   * @param rbac the kinds of rbac.authorization.k8s.io that are stored
   */
  public static List<Rest> resources(List<Rest> rbac) {
    return rbac.stream().map(AuthorizationKinds::of).toList();
  }

  private static Rest of(Rest stored) {
    ResourceKind rbac = stored.kind();
    ResourceKind kind =
        new ResourceKind(
            GROUP,
            rbac.version(),
            rbac.plural(),
            rbac.singular(),
            rbac.kind(),
            rbac.namespaced(),
            List.of(),
            List.of(),
            rbac.verbs());
    boolean binds = rbac.equals(Kinds.ROLE_BINDING) || rbac.equals(Kinds.CLUSTER_ROLE_BINDING);
    return new PolicyRest(stored, kind, binds ? new BindingForm(kind) : new RoleForm(kind));
  }
}
