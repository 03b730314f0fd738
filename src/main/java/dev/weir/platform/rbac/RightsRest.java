package dev.weir.platform.rbac;

import dev.weir.objects.Scope;
import dev.weir.objects.StoreContext;
import dev.weir.objects.StoredRest;
import dev.weir.objects.Strategy;
import dev.weir.objects.Updated;
import dev.weir.objects.WriteOptions;
import dev.weir.resource.ApiObject;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import tools.jackson.databind.node.ObjectNode;

/**
 * Roles, or bindings of them. Nobody writes rights that they lack; who leaves the rights as they
 * are may change the rest.
 */
final class RightsRest extends StoredRest {
  private final Guard guard;

  /** What is looked at of an object. */
  private interface Guard {
    /** Everything that the rights follow from, to be compared. */
    List<Object> rights(ObjectNode object);

    /** Refuses an object whose rights the caller lacks. */
    void check(Scope scope, ObjectNode object);
  }

  private RightsRest(StoreContext context, ResourceKind kind, Strategy strategy, Guard guard) {
    super(context, kind, strategy);
    this.guard = guard;
  }

  /** Roles or cluster roles. */
  static RightsRest roles(StoreContext context, ResourceKind kind, Escalation escalation) {
    Guard guard =
        new Guard() {
          @Override
          public List<Object> rights(ObjectNode role) {
            // Labels of a cluster role give its rights to the roles that select them.
            Map<String, String> labels = kind.namespaced() ? Map.of() : Meta.labels(role);
            return List.of(role.path("rules"), role.path("aggregationRule"), labels);
          }

          @Override
          public void check(Scope scope, ObjectNode role) {
            escalation.checkRole(kind, scope, role);
          }
        };
    return new RightsRest(context, kind, new RoleStrategy(kind), guard);
  }

  /** Role bindings or cluster role bindings. */
  static RightsRest bindings(StoreContext context, ResourceKind kind, Escalation escalation) {
    Guard guard =
        new Guard() {
          @Override
          public List<Object> rights(ObjectNode binding) {
            return List.of(binding.path("roleRef"), binding.path("subjects"));
          }

          @Override
          public void check(Scope scope, ObjectNode binding) {
            escalation.checkBinding(kind, scope, binding);
          }
        };
    return new RightsRest(context, kind, new BindingStrategy(kind), guard);
  }

  @Override
  public ApiObject create(Scope scope, ObjectNode object, WriteOptions options) {
    guard.check(scope, object);
    return super.create(scope, object, options);
  }

  @Override
  public Updated update(
      Scope scope, String name, UnaryOperator<ObjectNode> change, WriteOptions options) {
    return super.update(
        scope,
        name,
        present -> {
          List<Object> before = guard.rights(present.deepCopy());
          ObjectNode after = change.apply(present);
          if (!before.equals(guard.rights(after))) {
            guard.check(scope, after);
          }
          return after;
        },
        options);
  }
}
