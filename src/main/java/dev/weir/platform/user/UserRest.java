package dev.weir.platform.user;

import dev.weir.access.User;
import dev.weir.objects.Scope;
import dev.weir.objects.StoreContext;
import dev.weir.objects.StoredRest;
import dev.weir.resource.ApiObject;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import dev.weir.resource.StatusException;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Users. {@code users/~} is the caller (controllers-and-access.md 7.5): the stored user, or one
 * made up for callers that are no objects, such as service accounts.
 */
public final class UserRest extends StoredRest {
  private static final String MYSELF = "~";

  public UserRest(StoreContext objects) {
    super(objects, Kinds.USER, new UserKinds.UserStrategy());
  }

  @Override
  public ApiObject get(Scope scope, String name) {
    return name.equals(MYSELF) ? myself(scope) : super.get(scope, name);
  }

  private ApiObject myself(Scope scope) {
    User caller = scope.user();
    if (caller.isAnonymous()) {
      throw ApiStatus.unauthorized().exception();
    }
    ObjectNode user = caller.uid().isEmpty() ? virtual(caller) : stored(scope);
    ArrayNode groups = user.putArray("groups");
    caller.groups().forEach(groups::add);
    return ApiObject.of(user);
  }

  private ObjectNode stored(Scope scope) {
    User caller = scope.user();
    try {
      ObjectNode user = super.get(scope, caller.name()).copy();
      return Meta.uid(user).equals(caller.uid()) ? user : virtual(caller);
    } catch (StatusException none) {
      return virtual(caller);
    }
  }

  private ObjectNode virtual(User caller) {
    ObjectNode user = Json.object();
    user.put("apiVersion", kind().apiVersion()).put("kind", kind().kind());
    Meta.of(user).put("name", caller.name());
    if (!caller.uid().isEmpty() && !caller.name().contains(":")) {
      Meta.of(user).put("uid", caller.uid());
    }
    user.putNull("identities");
    return user;
  }
}
