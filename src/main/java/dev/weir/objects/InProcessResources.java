package dev.weir.objects;

import dev.weir.access.Attributes;
import dev.weir.access.Authorizer;
import dev.weir.access.User;
import dev.weir.client.ObjectEvent;
import dev.weir.client.ObjectWatch;
import dev.weir.client.Resources;
import dev.weir.resource.ApiObject;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.FieldSelector;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.LabelSelector;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import dev.weir.resource.patch.ObjectPatch;
import dev.weir.resource.protobuf.KindSchemas;
import dev.weir.resource.schema.Schema;
import dev.weir.store.StoreException;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The objects of this server as one user sees them, without HTTP between. */
public final class InProcessResources implements Resources {
  private final Supplier<Catalog> catalog;
  private final Authorizer authorizer;
  private final User user;
  private final KindSchemas schemas = new KindSchemas();

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
  public ApiObject get(ResourceKind kind, String namespace, String name, String subresource) {
    return told(() -> rest("get", kind, namespace, name, subresource).get(scope(namespace), name));
  }

  @Override
  public Listing list(ResourceKind kind, String namespace, Query query) {
    return told(
        () -> {
          ObjectList found =
              rest("list", kind, namespace, "", ITSELF)
                  .list(scope(namespace), options(query, "", false));
          return new Listing(() -> told(found.iterator()), Long.toString(found.revision()));
        });
  }

  @Override
  public ObjectWatch watch(
      ResourceKind kind, String namespace, Query query, String resourceVersion) {
    return told(
        () ->
            new ToldWatch(
                rest("watch", kind, namespace, "", ITSELF)
                    .watch(scope(namespace), options(query, resourceVersion, true))));
  }

  /** What is made from several objects reads the store while it is watched. */
  private record ToldWatch(ObjectWatch watch) implements ObjectWatch {
    @Override
    public List<ObjectEvent> next(Duration timeout) throws InterruptedException {
      try {
        return watch.next(timeout);
      } catch (StoreException e) {
        throw StoreRefusals.of(e).exception();
      }
    }

    @Override
    public long progress() {
      return watch.progress();
    }

    @Override
    public void close() {
      watch.close();
    }
  }

  private static ListOptions options(Query query, String resourceVersion, boolean bookmarks) {
    return new ListOptions(
        selector(query.labelSelector(), LabelSelector::parse),
        selector(query.fieldSelector(), FieldSelector::parse),
        0,
        "",
        resourceVersion,
        false,
        bookmarks);
  }

  private static <T> T selector(String text, Function<String, T> parse) {
    try {
      return parse.apply(text);
    } catch (IllegalArgumentException unreadable) {
      throw ApiStatus.badRequest(String.valueOf(unreadable.getMessage())).exception();
    }
  }

  @Override
  public ApiObject create(ResourceKind kind, String namespace, ObjectNode object) {
    return create(kind, namespace, "", ITSELF, object);
  }

  @Override
  public ApiObject tryCreate(ResourceKind kind, String namespace, ObjectNode object) {
    return told(
        () ->
            rest("create", kind, namespace, "", ITSELF)
                .create(
                    scope(namespace), addressed(object, namespace, ""), new WriteOptions(true)));
  }

  @Override
  public ApiObject create(
      ResourceKind kind, String namespace, String name, String subresource, ObjectNode body) {
    return told(
        () ->
            rest("create", kind, namespace, name, subresource)
                .create(scope(namespace), addressed(body, namespace, name), WriteOptions.STORE));
  }

  /** A copy that says whose it is, as a path would say it. */
  private static ObjectNode addressed(ObjectNode body, String namespace, String name) {
    ObjectNode copy = body.deepCopy();
    if (Meta.namespace(copy).isEmpty() && !namespace.isEmpty()) {
      Meta.of(copy).put("namespace", namespace);
    }
    if (Meta.name(copy).isEmpty() && !name.isEmpty()) {
      Meta.of(copy).put("name", name);
    }
    return copy;
  }

  @Override
  public ApiObject update(
      ResourceKind kind, String namespace, String name, String subresource, ObjectNode object) {
    return told(
        () ->
            write(
                rest("update", kind, namespace, name, subresource),
                namespace,
                name,
                _ -> object.deepCopy()));
  }

  @Override
  public ApiObject patch(
      ResourceKind kind,
      String namespace,
      String name,
      String subresource,
      String mediaType,
      byte[] patch) {
    return told(
        () -> {
          Rest rest = rest("patch", kind, namespace, name, subresource);
          return write(
              rest,
              namespace,
              name,
              ObjectPatch.of(
                  mediaType, () -> parse(patch), () -> schema(rest), rest::keepsAnnotation));
        });
  }

  private static JsonNode parse(byte[] patch) {
    try {
      return Json.parse(patch);
    } catch (JacksonException _) {
      throw ApiStatus.badRequest("the patch is no JSON").exception();
    }
  }

  private Schema schema(Rest rest) {
    Optional<Schema.Fields> found = schemas.find(rest.original());
    return found.isPresent() ? found.get() : Schema.ANYTHING;
  }

  private ApiObject write(
      Rest rest, String namespace, String name, UnaryOperator<ObjectNode> change) {
    return rest.update(scope(namespace), name, change, WriteOptions.STORE).object();
  }

  @Override
  public ObjectNode delete(ResourceKind kind, String namespace, String name) {
    return delete(kind, namespace, name, DeleteOptions.NOW);
  }

  @Override
  public ObjectNode delete(ResourceKind kind, ApiObject seen) {
    ObjectNode tree = seen.tree();
    return delete(
        kind,
        Meta.namespace(tree),
        Meta.name(tree),
        new DeleteOptions(false, Meta.uid(tree), Meta.resourceVersion(tree)));
  }

  private ObjectNode delete(
      ResourceKind kind, String namespace, String name, DeleteOptions options) {
    return told(
        () ->
            rest("delete", kind, namespace, name, ITSELF).delete(scope(namespace), name, options));
  }

  private Scope scope(String namespace) {
    return new Scope(user, namespace);
  }

  private static <T> T told(Supplier<T> asking) {
    try {
      return asking.get();
    } catch (StoreException e) {
      throw StoreRefusals.of(e).exception();
    }
  }

  private static <T> Iterator<T> told(Iterator<T> found) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return told(found::hasNext);
      }

      @Override
      public T next() {
        return told(found::next);
      }
    };
  }

  private Rest rest(
      String verb, ResourceKind kind, String namespace, String name, String subresource) {
    Rest rest =
        catalog
            .get()
            .find(kind.group(), kind.version(), kind.plural())
            .orElseThrow(() -> ApiStatus.noSuchPath().exception());
    if (!verb.equals("create") || !rest.checksRightToCreate()) {
      authorizer.require(user, wanted(verb, rest.rightsKind(), namespace, name, subresource));
    }
    if (subresource.isEmpty()) {
      return rest;
    }
    if (!rest.subresources().contains(subresource)) {
      throw ApiStatus.noSuchPath().exception();
    }
    return rest.subresource(subresource);
  }

  private static Attributes wanted(
      String verb, ResourceKind kind, String namespace, String name, String subresource) {
    String in = Kinds.isNamespace(kind) ? name : namespace;
    return new Attributes(verb, kind.group(), kind.plural(), subresource, in, name, "");
  }
}
