package dev.weir.platform.openshift.authorization;

import dev.weir.objects.ReshapedRest;
import dev.weir.objects.Rest;
import dev.weir.objects.TableView;
import dev.weir.resource.Json;
import dev.weir.resource.ResourceKind;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Roles, or bindings of them, in OpenShift's form. What a write leaves as it was stays as it is
 * stored, so that nobody needs a right for it.
 */
final class PolicyRest extends ReshapedRest {
  private static final List<String> RIGHTS =
      List.of("rules", "aggregationRule", "roleRef", "subjects");

  private final ResourceKind kind;
  private final PolicyForm form;

  PolicyRest(Rest stored, ResourceKind kind, PolicyForm form) {
    super(stored);
    this.kind = kind;
    this.form = form;
  }

  @Override
  public ResourceKind kind() {
    return kind;
  }

  /** The columns are those of RBAC. */
  @Override
  public TableView table() {
    TableView rbac = stored().table();
    return new TableView(rbac.columns(), (shown, now) -> rbac.cells().apply(asStored(shown), now));
  }

  private ObjectNode asStored(ObjectNode shown) {
    ObjectNode copy = shown.deepCopy();
    form.keep(copy, shown);
    return copy;
  }

  @Override
  protected ObjectNode shown(ObjectNode tree) {
    if (Json.string(tree, "kind").equals(kind.kind())) {
      tree.put("apiVersion", kind.apiVersion());
      form.show(tree);
    }
    return tree;
  }

  @Override
  protected ObjectNode kept(ObjectNode tree) {
    form.keep(tree, Json.object());
    return tree.put("apiVersion", stored().kind().apiVersion());
  }

  @Override
  protected ObjectNode kept(ObjectNode changed, ObjectNode present) {
    ObjectNode before = shown(present.deepCopy());
    ObjectNode unchanged = asStored(before);
    form.keep(changed, before);
    for (String member : RIGHTS) {
      JsonNode stays = present.get(member);
      if (stays != null && changed.path(member).equals(unchanged.path(member))) {
        changed.set(member, stays);
      }
    }
    return changed.put("apiVersion", stored().kind().apiVersion());
  }
}
