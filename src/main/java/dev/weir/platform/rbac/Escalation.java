package dev.weir.platform.rbac;

import dev.weir.access.Attributes;
import dev.weir.access.Authorizer;
import dev.weir.access.Policy;
import dev.weir.access.PolicyRule;
import dev.weir.access.User;
import dev.weir.objects.Scope;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/**
 * Nobody gives away what they lack: neither by writing a role (unless they have the verb {@code
 * escalate} on it) nor by binding one (unless they have {@code bind} on it).
 */
final class Escalation {
  private final Authorizer authorizer;
  private final Policy policy;

  Escalation(Authorizer authorizer, Policy policy) {
    this.authorizer = authorizer;
    this.policy = policy;
  }

  /**
   * @throws dev.weir.resource.StatusException 403 if the caller lacks a right of this role
   */
  void checkRole(ResourceKind kind, Scope scope, ObjectNode role) {
    String name = Meta.name(role);
    if (may(scope.user(), "escalate", kind, scope.namespace(), name)) {
      return;
    }
    boolean aggregates = role.get("aggregationRule") instanceof ObjectNode;
    if (aggregates && !mayEverything(scope.user())) {
      throw ApiStatus.forbidden(
              kind, name, "must have cluster-admin privileges to use an aggregationRule")
          .exception();
    }
    requireHeld(kind, scope, name, PolicyRule.all(role));
  }

  /**
   * @throws dev.weir.resource.StatusException 403 if the caller lacks a right that the binding
   *     gives, 404 if there is no such role
   */
  void checkBinding(ResourceKind kind, Scope scope, ObjectNode binding) {
    ObjectNode role = Json.objectAt(binding, "roleRef");
    ResourceKind roleKind =
        Json.string(role, "kind").equals(Kinds.ROLE.kind()) ? Kinds.ROLE : Kinds.CLUSTER_ROLE;
    String roleName = Json.string(role, "name");
    if (may(scope.user(), "bind", roleKind, scope.namespace(), roleName)) {
      return;
    }
    Optional<List<PolicyRule>> given =
        policy.rulesOfRole(roleKind.kind(), scope.namespace(), roleName);
    if (given.isEmpty()) {
      throw ApiStatus.notFound(roleKind, roleName).exception();
    }
    requireHeld(kind, scope, Meta.name(binding), given.get());
  }

  private boolean may(User user, String verb, ResourceKind kind, String namespace, String name) {
    Attributes wanted = Attributes.resource(verb, kind.group(), kind.plural(), namespace, name);
    return authorizer.allows(user, wanted);
  }

  private boolean mayEverything(User user) {
    return authorizer.allows(user, Attributes.resource("*", "*", "*", "", ""))
        && authorizer.allows(user, Attributes.nonResource("*", "*"));
  }

  private void requireHeld(ResourceKind kind, Scope scope, String name, List<PolicyRule> rules) {
    User user = scope.user();
    List<PolicyRule> held = policy.rulesOf(user, scope.namespace());
    List<PolicyRule> missing = new HeldRights(held).missing(rules);
    if (missing.isEmpty()) {
      return;
    }
    String groups =
        user.groups().stream().map(g -> "\"" + g + "\"").collect(Collectors.joining(" "));
    String list = missing.stream().map(HeldRights::text).collect(Collectors.joining("\n"));
    throw ApiStatus.forbidden(
            kind,
            name,
            "user \"%s\" (groups=[%s]) is attempting to grant RBAC permissions not currently held:\n%s"
                .formatted(user.name(), groups, list))
        .exception();
  }
}
