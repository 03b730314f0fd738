package dev.weir.platform.openshift.config;

import dev.weir.objects.Rest;
import dev.weir.objects.Scope;
import dev.weir.objects.WriteOptions;
import dev.weir.resource.ApiObject;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.ResourceKind;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** A subresource that clients call and that needs pods: every call is refused, with the reason. */
public final class UnservedRest implements Rest {
  private final ResourceKind kind;
  private final String path;
  private final String why;

  private UnservedRest(ResourceKind parent, String name, String kind, String verb, String why) {
    this.kind =
        ResourceKind.namespaced(
                parent.group(), parent.version(), parent.plural(), parent.singular(), kind)
            .withVerbs(verb);
    this.path = parent.resource() + "/" + name;
    this.why = why;
  }

  /**
   * Refuses a POST with a body of the kind.
   *
   * @param why it is not served, and what to do instead
   */
  public static UnservedRest create(ResourceKind parent, String name, String kind, String why) {
    return new UnservedRest(parent, name, kind, "create", why);
  }

  /**
   * Refuses a GET that would answer with the kind.
   *
   * @param why it is not served, and what to do instead
   */
  public static UnservedRest get(ResourceKind parent, String name, String kind, String why) {
    return new UnservedRest(parent, name, kind, "get", why);
  }

  /** The one with a name. */
  public static Rest named(List<UnservedRest> all, String name) {
    return all.stream()
        .filter(rest -> rest.name().equals(name))
        .findFirst()
        .orElseThrow(() -> ApiStatus.noSuchPath().exception());
  }

  /** Name below the parent, such as {@code instantiate}. */
  public String name() {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  @Override
  public ResourceKind kind() {
    return kind;
  }

  @Override
  public ApiObject get(Scope scope, String name) {
    throw refusal();
  }

  @Override
  public void requireServed() {
    throw refusal();
  }

  @Override
  public ApiObject create(Scope scope, ObjectNode object, WriteOptions options) {
    throw refusal();
  }

  private RuntimeException refusal() {
    return ApiStatus.methodNotAllowed(path + " is not served: " + why).exception();
  }
}
