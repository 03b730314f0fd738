package dev.weir.platform.rbac;

import dev.weir.access.Authorizer;
import dev.weir.access.Policy;
import dev.weir.objects.Rest;
import dev.weir.objects.StoreContext;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Kinds of rbac.authorization.k8s.io/v1. */
public final class RbacKinds {
  /** The API group of roles and bindings, and of their references. */
  public static final String GROUP = "rbac.authorization.k8s.io";

  private static final int SERVICE_ACCOUNT_PARTS = 4;

  private RbacKinds() {}

  /**
   * A binding of a cluster role to a user in a namespace, for {@code metadata.name} the role's.
   *
   * @param user a service account is named by its user name
   */
  public static ObjectNode binding(String namespace, String clusterRole, String user) {
    ObjectNode binding = Json.object();
    binding
        .put("apiVersion", Kinds.ROLE_BINDING.apiVersion())
        .put("kind", Kinds.ROLE_BINDING.kind());
    Meta.of(binding).put("name", clusterRole).put("namespace", namespace);
    binding
        .putObject("roleRef")
        .put("apiGroup", GROUP)
        .put("kind", Kinds.CLUSTER_ROLE.kind())
        .put("name", clusterRole);
    ObjectNode subject = binding.putArray("subjects").addObject();
    String[] parts = user.split(":", -1);
    if (user.startsWith("system:serviceaccount:") && parts.length == SERVICE_ACCOUNT_PARTS) {
      subject.put("kind", "ServiceAccount").put("name", parts[3]).put("namespace", parts[2]);
    } else {
      subject.put("apiGroup", GROUP).put("kind", "User").put("name", user);
    }
    return binding;
  }

  /** The resources of these kinds. */
  public static List<Rest> resources(StoreContext context, Authorizer authorizer, Policy policy) {
    Escalation escalation = new Escalation(authorizer, policy);
    return List.of(
        RightsRest.roles(context, Kinds.ROLE, escalation),
        RightsRest.bindings(context, Kinds.ROLE_BINDING, escalation),
        RightsRest.roles(context, Kinds.CLUSTER_ROLE, escalation),
        RightsRest.bindings(context, Kinds.CLUSTER_ROLE_BINDING, escalation));
  }
}
