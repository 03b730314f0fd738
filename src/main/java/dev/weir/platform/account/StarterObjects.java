package dev.weir.platform.account;

import dev.weir.access.ServiceAccount;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** What every namespace begins with (controllers-and-access.md 7.4). */
final class StarterObjects {
  static final List<String> ACCOUNTS = List.of("builder", "default", "deployer");
  private static final String RBAC = "rbac.authorization.k8s.io";

  private StarterObjects() {}

  static ObjectNode account(String name) {
    ObjectNode account = Json.object().put("apiVersion", "v1").put("kind", "ServiceAccount");
    Meta.of(account).put("name", name);
    return account;
  }

  /** The role bindings of a namespace. */
  static List<ObjectNode> bindings(String namespace) {
    return List.of(
        binding(
            "system:image-pullers",
            "system:image-puller",
            "Allows all pods in this namespace to pull images from this namespace.  It is"
                + " auto-managed by a controller; remove subjects to disable.",
            group(ServiceAccount.groupOf(namespace))),
        binding(
            "system:image-builders",
            "system:image-builder",
            "Allows builds in this namespace to push images to this namespace.  It is auto-managed"
                + " by a controller; remove subjects to disable.",
            account("builder", namespace)),
        binding(
            "system:deployers",
            "system:deployer",
            "Allows deploymentconfigs in this namespace to rollout pods in this namespace.  It is"
                + " auto-managed by a controller; remove subjects to disable.",
            account("deployer", namespace)));
  }

  private static ObjectNode group(String name) {
    return Json.object().put("kind", "Group").put("apiGroup", RBAC).put("name", name);
  }

  private static ObjectNode account(String name, String namespace) {
    return Json.object()
        .put("kind", "ServiceAccount")
        .put("name", name)
        .put("namespace", namespace);
  }

  private static ObjectNode binding(
      String name, String role, String description, ObjectNode subject) {
    ObjectNode binding = Json.object().put("apiVersion", RBAC + "/v1").put("kind", "RoleBinding");
    Meta.of(binding).put("name", name);
    Meta.setAnnotation(binding, "openshift.io/description", description);
    binding.putArray("subjects").add(subject);
    binding.putObject("roleRef").put("apiGroup", RBAC).put("kind", "ClusterRole").put("name", role);
    return binding;
  }
}
