package dev.weir.objects;

import dev.weir.resource.ApiObject;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.ResourceKind;
import java.util.List;
import java.util.function.UnaryOperator;
import tools.jackson.databind.node.ObjectNode;

/** A stored kind whose {@code status} is a subresource. */
public class StatusRest extends StoredRest {
  public StatusRest(StoreContext context, ResourceKind kind, Strategy strategy) {
    super(context, kind, strategy);
  }

  @Override
  public List<String> subresources() {
    return List.of("status");
  }

  @Override
  public Rest subresource(String name) {
    if (!name.equals("status")) {
      throw ApiStatus.noSuchPath().exception();
    }
    return new Rest() {
      @Override
      public ResourceKind kind() {
        return StatusRest.this.kind().withVerbs("get", "patch", "update");
      }

      @Override
      public ApiObject get(Scope scope, String object) {
        return StatusRest.this.get(scope, object);
      }

      @Override
      public Updated update(
          Scope scope, String object, UnaryOperator<ObjectNode> change, WriteOptions options) {
        return updateStatus(scope, object, change, options);
      }

      @Override
      public List<String> remarks(ObjectNode object) {
        return StatusRest.this.remarks(object);
      }
    };
  }
}
