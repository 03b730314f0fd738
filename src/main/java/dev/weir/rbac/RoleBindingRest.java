package dev.weir.rbac;

import dev.weir.objects.Scope;
import dev.weir.objects.StoreContext;
import dev.weir.objects.StoredRest;
import dev.weir.objects.Updated;
import dev.weir.objects.WriteOptions;
import dev.weir.resource.ApiObject;
import dev.weir.resource.ResourceKind;
import java.util.function.UnaryOperator;
import tools.jackson.databind.node.ObjectNode;

/** Role bindings or cluster role bindings. Nobody gives a role whose rights they lack. */
final class RoleBindingRest extends StoredRest {
  private final Escalation escalation;

  RoleBindingRest(StoreContext context, ResourceKind kind, Escalation escalation) {
    super(context, kind, new BindingStrategy(kind));
    this.escalation = escalation;
  }

  @Override
  public ApiObject create(Scope scope, ObjectNode binding, WriteOptions options) {
    escalation.checkBinding(kind(), scope, binding);
    return super.create(scope, binding, options);
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
          if (!sameGrant(before, after)) {
            escalation.checkBinding(kind(), scope, after);
          }
          return after;
        },
        options);
  }

  private static boolean sameGrant(ObjectNode before, ObjectNode after) {
    return before.path("roleRef").equals(after.path("roleRef"))
        && before.path("subjects").equals(after.path("subjects"));
  }
}
