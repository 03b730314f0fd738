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

  private UnservedRest(ResourceKind parent, String name, String kind, String verb) {
    this.kind =
        ResourceKind.namespaced(
                parent.group(), parent.version(), parent.plural(), parent.singular(), kind)
            .withVerbs(verb);
    this.path = parent.resource() + "/" + name;
  }

  /** Refuses a POST with a body of the kind. */
  public static UnservedRest create(ResourceKind parent, String name, String kind) {
    return new UnservedRest(parent, name, kind, "create");
  }

  /** Refuses a GET that would answer with the kind. */
  public static UnservedRest get(ResourceKind parent, String name, String kind) {
    return new UnservedRest(parent, name, kind, "get");
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
  public ApiObject create(Scope scope, ObjectNode object, WriteOptions options) {
    throw refusal();
  }

  private RuntimeException refusal() {
    return ApiStatus.methodNotAllowed(
            path
                + " is not served: Weir runs no pods, so it neither rolls out nor builds; it only"
                + " stores these objects")
        .exception();
  }
}
