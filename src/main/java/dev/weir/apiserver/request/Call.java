package dev.weir.apiserver.request;

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
public record Call(Exchange exchange, User user, Target target, Rest rest) {
  /** The kind of what is asked for. */
  public ResourceKind kind() {
    return rest.kind();
  }

  /** The name in the path; empty for the collection. */
  public String name() {
    return target.name();
  }

  /** Who asks, and in which namespace. */
  public Scope scope() {
    return new Scope(user, target.namespace());
  }
}
