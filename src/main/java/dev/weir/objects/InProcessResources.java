package dev.weir.objects;

import dev.weir.access.Attributes;
import dev.weir.access.Authorizer;
import dev.weir.access.Decision;
import dev.weir.access.User;
import dev.weir.client.ObjectWatch;
import dev.weir.client.Resources;
import dev.weir.resource.ApiObject;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.FieldSelector;
import dev.weir.resource.Json;
import dev.weir.resource.LabelSelector;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import dev.weir.resource.patch.MergePatch;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The objects of this server as one user sees them, without HTTP between. */
public final class InProcessResources implements Resources {
  private final Supplier<Catalog> catalog;
  private final Authorizer authorizer;
  private final User user;

  /**
   * Makes a client.
   *
   * @param catalog asked on each call, so that loops and kinds can be built in any order
   */
  public InProcessResources(Supplier<Catalog> catalog, Authorizer authorizer, User user) {
    this.catalog = catalog;
    this.authorizer = authorizer;
    this.user = user;
  }

  @Override
  public ApiObject get(ResourceKind kind, String namespace, String name) {
    return rest("get", kind, namespace, name).get(scope(namespace), name);
  }

  @Override
  public Listing list(ResourceKind kind, String namespace, Query query) {
    ObjectList found =
        rest("list", kind, namespace, "").list(scope(namespace), options(query, "", false));
    return new Listing(found.items(), Long.toString(found.revision()));
  }

  @Override
  public ObjectWatch watch(
      ResourceKind kind, String namespace, Query query, String resourceVersion) {
    return rest("watch", kind, namespace, "")
        .watch(scope(namespace), options(query, resourceVersion, true));
  }

  private static ListOptions options(Query query, String resourceVersion, boolean bookmarks) {
    return new ListOptions(
        LabelSelector.parse(query.labelSelector()),
        FieldSelector.parse(query.fieldSelector()),
        0,
        "",
        resourceVersion,
        false,
        bookmarks);
  }

  @Override
  public ApiObject create(ResourceKind kind, String namespace, ObjectNode object) {
    return rest("create", kind, namespace, "")
        .create(scope(namespace), object.deepCopy(), WriteOptions.STORE);
  }

  @Override
  public ApiObject update(ResourceKind kind, String namespace, ObjectNode object) {
    String name = Meta.name(object);
    return rest("update", kind, namespace, name)
        .update(scope(namespace), name, _ -> object.deepCopy(), WriteOptions.STORE)
        .object();
  }

  @Override
  public ApiObject patch(
      ResourceKind kind, String namespace, String name, String mediaType, byte[] patch) {
    if (!mediaType.equals("application/merge-patch+json")) {
      throw ApiStatus.unsupportedMediaType(
              mediaType + " is not supported in-process; use application/merge-patch+json")
          .exception();
    }
    JsonNode change = Json.parse(patch);
    return rest("patch", kind, namespace, name)
        .update(scope(namespace), name, o -> MergePatch.apply(o, change), WriteOptions.STORE)
        .object();
  }

  @Override
  public ObjectNode delete(ResourceKind kind, String namespace, String name) {
    return rest("delete", kind, namespace, name).delete(scope(namespace), name, DeleteOptions.NOW);
  }

  @Override
  public ObjectNode delete(ResourceKind kind, ApiObject seen) {
    String namespace = Meta.namespace(seen.tree());
    String name = Meta.name(seen.tree());
    DeleteOptions options =
        new DeleteOptions(false, Meta.uid(seen.tree()), Meta.resourceVersion(seen.tree()));
    return rest("delete", kind, namespace, name).delete(scope(namespace), name, options);
  }

  private Scope scope(String namespace) {
    return new Scope(user, namespace);
  }

  private Rest rest(String verb, ResourceKind kind, String namespace, String name) {
    Rest rest =
        catalog
            .get()
            .find(kind.group(), kind.version(), kind.plural())
            .orElseThrow(() -> ApiStatus.noSuchPath().exception());
    Attributes wanted = Attributes.resource(verb, kind.group(), kind.plural(), namespace, name);
    if (authorizer.authorize(user, wanted) instanceof Decision.Denied(String reason, String _)) {
      throw ApiStatus.forbidden(kind, name, reason).exception();
    }
    return rest;
  }
}
