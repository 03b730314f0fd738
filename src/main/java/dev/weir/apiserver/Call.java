package dev.weir.apiserver;

import dev.weir.access.User;
import dev.weir.http.Exchange;
import dev.weir.objects.Rest;
import dev.weir.objects.Scope;
import dev.weir.resource.ResourceKind;

/**
 * One authorised request on its way to an action.
 *
 * @param rest the resource or subresource that the target names
 */
record Call(Exchange exchange, User user, Target target, Rest rest) {
  ResourceKind kind() {
    return rest.kind();
  }

  String name() {
    return target.name();
  }

  Scope scope() {
    return new Scope(user, target.namespace());
  }
}
