package dev.weir.user;

import dev.weir.objects.Rest;
import dev.weir.objects.Scope;
import dev.weir.resource.ApiObject;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code users/~}: who the caller is (controllers-and-access.md 7.5). */
public final class UserRest implements Rest {
  @Override
  public ResourceKind kind() {
    return UserKinds.USER;
  }

  @Override
  public ApiObject get(Scope scope, String name) {
    if (!name.equals("~") && !name.equals(scope.user().name())) {
      throw ApiStatus.notFound(kind(), name).exception();
    }
    if (scope.user().isAnonymous()) {
      throw ApiStatus.unauthorized().exception();
    }
    ObjectNode user = Json.object();
    user.put("apiVersion", kind().apiVersion()).put("kind", kind().kind());
    Meta.of(user).put("name", scope.user().name());
    if (!scope.user().uid().isEmpty()) {
      Meta.of(user).put("uid", scope.user().uid());
    }
    user.putNull("identities");
    ArrayNode groups = user.putArray("groups");
    scope.user().groups().forEach(groups::add);
    return ApiObject.of(user);
  }
}
