package dev.weir.platform.rbac;

import dev.weir.client.ObjectEvent;
import dev.weir.client.Resources;
import dev.weir.controller.Informer;
import dev.weir.controller.Reconciler;
import dev.weir.controller.WorkQueue;
import dev.weir.resource.ApiObject;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Keeps the rules of aggregated cluster roles at what they gather. */
public final class AggregationReconciler implements Reconciler, Informer.Handler {
  private final Resources resources;
  private final WorkQueue queue;
  private final Map<String, ObjectNode> roles = new ConcurrentHashMap<>();

  public AggregationReconciler(Resources resources, WorkQueue queue) {
    this.resources = resources;
    this.queue = queue;
  }

  @Override
  public void replaced(Iterable<ApiObject> all) {
    roles.clear();
    all.forEach(role -> roles.put(Meta.name(role.tree()), role.tree()));
    markAggregated();
  }

  @Override
  public void changed(ObjectEvent event) {
    ObjectNode role = event.object().tree();
    switch (event.type()) {
      case ADDED, MODIFIED -> roles.put(Meta.name(role), role);
      case DELETED -> roles.remove(Meta.name(role));
      case BOOKMARK -> {
        return;
      }
    }
    markAggregated();
  }

  private void markAggregated() {
    roles.forEach(
        (name, role) -> {
          if (Aggregation.isAggregated(role)) {
            queue.add(name);
          }
        });
  }

  @Override
  public void reconcile(String name) {
    ObjectNode role = roles.get(name);
    if (role == null) {
      return;
    }
    ArrayNode rules = Aggregation.rules(role, roles.values());
    if (!rules.equals(role.get("rules"))) {
      ObjectNode changed = role.deepCopy();
      changed.set("rules", rules);
      ApiObject _ = resources.update(Kinds.CLUSTER_ROLE, "", changed);
    }
  }
}
