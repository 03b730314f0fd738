package dev.weir.resource.schema;

import java.util.Map;

/** The kinds of {@code authorization.openshift.io/v1} that are written down. */
public final class AuthorizationSchemas {
  private static final String PACKAGE = "com.github.openshift.api.authorization.v1.";

  private AuthorizationSchemas() {}

  /** By kind; reviews may have any fields. */
  public static Map<String, Schema.Fields> kinds() {
    Schema rule =
        Shape.of(PACKAGE + "PolicyRule", "Verbs on resources or on paths.")
            .list("verbs", Schema.STRING, "What may be done.")
            .with("attributeRestrictions", Schema.ANYTHING, "Nothing.")
            .list("apiGroups", Schema.STRING, "Groups of the resources; none is the core group.")
            .list("resources", Schema.STRING, "To what it may be done.")
            .list("resourceNames", Schema.STRING, "Names of the objects; none for all.")
            .list("nonResourceURLs", Schema.STRING, "Paths that are no resources.")
            .done();
    return Map.of(
        "Role", role("Role", rule).done(),
        "ClusterRole",
            role("ClusterRole", rule)
                .with("aggregationRule", Schema.ANYTHING, "Roles whose rules it gathers.")
                .done(),
        "RoleBinding", binding("RoleBinding"),
        "ClusterRoleBinding", binding("ClusterRoleBinding"));
  }

  private static Shape role(String kind, Schema rule) {
    return Shape.kind(PACKAGE + kind, "Rights that can be given.")
        .list("rules", rule, "The rights.");
  }

  private static Schema.Fields binding(String kind) {
    Schema reference =
        Shape.of(PACKAGE + "RoleReference", "A role, or somebody who has it.")
            .with("kind", Schema.STRING, "User, Group, SystemUser, SystemGroup or ServiceAccount.")
            .with("namespace", Schema.STRING, "Namespace of a role or of a service account.")
            .with("name", Schema.STRING, "Name.")
            .with("apiGroup", Schema.STRING, "Group of the kind.")
            .with("apiVersion", Schema.STRING, "Version of the kind.")
            .with("uid", Schema.STRING, "No longer used.")
            .with("resourceVersion", Schema.STRING, "No longer used.")
            .with("fieldPath", Schema.STRING, "No longer used.")
            .done();
    return Shape.kind(PACKAGE + kind, "Gives a role to users and groups.")
        .list("userNames", Schema.STRING, "Users who have the role, service accounts among them.")
        .list("groupNames", Schema.STRING, "Groups that have the role.")
        .list("subjects", reference, "All who have the role.")
        .with("roleRef", reference, "The role; of a cluster role without namespace.")
        .done();
  }
}
