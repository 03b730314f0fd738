package dev.weir.rbac;

import dev.weir.objects.Scope;
import dev.weir.objects.StoreContext;
import dev.weir.objects.StoredRest;
import dev.weir.objects.Updated;
import dev.weir.objects.WriteOptions;
import dev.weir.resource.ApiObject;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import java.util.function.UnaryOperator;
import tools.jackson.databind.node.ObjectNode;

/** Roles or cluster roles. Nobody writes a role with rights that they lack. */
final class RoleRest extends StoredRest {
  private final Escalation escalation;

  RoleRest(StoreContext context, ResourceKind kind, Escalation escalation) {
    super(context, kind, new RoleStrategy(kind));
    this.escalation = escalation;
  }

  @Override
  public ApiObject create(Scope scope, ObjectNode role, WriteOptions options) {
    escalation.checkRole(kind(), scope, role);
    return super.create(scope, role, options);
  }

  @Override
  public Updated update(
      Scope scope, String name, UnaryOperator<ObjectNode> change, WriteOptions options) {
    return super.update(
        scope,
        name,
        present -> {
          ObjectNode before = present.deepCopy();
          ObjectNode after = change.apply(present);
          if (!sameRights(before, after)) {
            escalation.checkRole(kind(), scope, after);
          }
          return after;
        },
        options);
  }

  /** Labels of a cluster role give its rights to the aggregated roles that select them. */
  private boolean sameRights(ObjectNode before, ObjectNode after) {
    return before.path("rules").equals(after.path("rules"))
        && before.path("aggregationRule").equals(after.path("aggregationRule"))
        && (kind().namespaced() || Meta.labels(before).equals(Meta.labels(after)));
  }
}
