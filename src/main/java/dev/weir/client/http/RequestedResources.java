package dev.weir.client.http;

import dev.weir.client.ObjectWatch;
import dev.weir.client.Resources;
import dev.weir.client.UnansweredException;
import dev.weir.resource.ApiObject;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Objects of any Kubernetes-style server, as the requests that read and write them; what carries
 * those requests is left open.
 */
public abstract class RequestedResources implements Resources {
  private static final int PAGE = 500;

  /**
   * Sends a request.
   *
   * @return its JSON answer
   * @throws dev.weir.resource.StatusException if it is refused
   * @throws UnansweredException if no answer comes, or none that is JSON
   */
  protected abstract ObjectNode ask(ApiRequest request);

  /** Sends a request whose answer keeps coming; refused and unanswered as {@link #ask} is. */
  protected abstract ObjectWatch open(ApiRequest request);

  @Override
  public ApiObject get(ResourceKind kind, String namespace, String name, String subresource) {
    return object(ApiRequest.get(ResourcePath.of(kind, namespace, name, subresource)));
  }

  @Override
  public Listing list(ResourceKind kind, String namespace, Query query) {
    List<ApiObject> items = new ArrayList<>();
    String path = ResourcePath.of(kind, namespace) + "?limit=" + PAGE + selectors(query);
    String next = "";
    while (true) {
      ObjectNode page = ask(ApiRequest.get(path + next));
      String kindName = Json.string(page, "kind").replaceFirst("List$", "");
      for (JsonNode item : Json.arrayAt(page, "items")) {
        if (item instanceof ObjectNode object) {
          items.add(ApiObject.encoded(named(object, Json.string(page, "apiVersion"), kindName)));
        }
      }
      JsonNode meta = Json.objectAt(page, "metadata");
      String more = Json.string(meta, "continue");
      if (more.isEmpty()) {
        return new Listing(items, Json.string(meta, "resourceVersion"));
      }
      next = "&continue=" + ResourcePath.encode(more);
    }
  }

  /** Items of a list carry no kind of their own on some servers. */
  private static ObjectNode named(ObjectNode item, String apiVersion, String kind) {
    if (item.has("kind")) {
      return item;
    }
    ObjectNode named = Json.object().put("apiVersion", apiVersion).put("kind", kind);
    named.setAll(item);
    return named;
  }

  @Override
  public ObjectWatch watch(
      ResourceKind kind, String namespace, Query query, String resourceVersion) {
    String target =
        ResourcePath.of(kind, namespace)
            + "?watch=true&allowWatchBookmarks=true&resourceVersion="
            + ResourcePath.encode(resourceVersion)
            + selectors(query)
            + moreOfWatch();
    return open(ApiRequest.get(target));
  }

  /** What a watch asks for besides, in the form {@code &NAME=VALUE}. */
  protected String moreOfWatch() {
    return "";
  }

  private static String selectors(Query query) {
    return (query.labelSelector().isEmpty()
            ? ""
            : "&labelSelector=" + ResourcePath.encode(query.labelSelector()))
        + (query.fieldSelector().isEmpty()
            ? ""
            : "&fieldSelector=" + ResourcePath.encode(query.fieldSelector()));
  }

  @Override
  public ApiObject create(ResourceKind kind, String namespace, ObjectNode object) {
    return write("POST", ResourcePath.of(kind, namespace), object);
  }

  @Override
  public ApiObject tryCreate(ResourceKind kind, String namespace, ObjectNode object) {
    return write("POST", ResourcePath.of(kind, namespace) + "?dryRun=All", object);
  }

  @Override
  public ApiObject create(
      ResourceKind kind, String namespace, String name, String subresource, ObjectNode body) {
    return write("POST", ResourcePath.of(kind, namespace, name, subresource), body);
  }

  @Override
  public ApiObject update(
      ResourceKind kind, String namespace, String name, String subresource, ObjectNode object) {
    return write("PUT", ResourcePath.of(kind, namespace, name, subresource), object);
  }

  private ApiObject write(String method, String target, ObjectNode object) {
    return object(ApiRequest.of(method, target, Json.bytes(object)));
  }

  @Override
  public ApiObject patch(
      ResourceKind kind,
      String namespace,
      String name,
      String subresource,
      String mediaType,
      byte[] patch) {
    String target = ResourcePath.of(kind, namespace, name, subresource);
    return object(ApiRequest.of("PATCH", target, patch).ofType(mediaType));
  }

  @Override
  public ObjectNode delete(ResourceKind kind, String namespace, String name) {
    byte[] options = Json.bytes(Json.object().put("propagationPolicy", "Background"));
    return ask(ApiRequest.of("DELETE", ResourcePath.of(kind, namespace, name), options));
  }

  @Override
  public ObjectNode delete(ResourceKind kind, ApiObject seen) {
    ObjectNode tree = seen.tree();
    ObjectNode options = Json.object().put("propagationPolicy", "Background");
    options
        .putObject("preconditions")
        .put("uid", Meta.uid(tree))
        .put("resourceVersion", Meta.resourceVersion(tree));
    String target = ResourcePath.of(kind, Meta.namespace(tree), Meta.name(tree));
    return ask(ApiRequest.of("DELETE", target, Json.bytes(options)));
  }

  private ApiObject object(ApiRequest request) {
    ObjectNode answered = ask(request);
    try {
      return ApiObject.of(answered);
    } catch (NumberFormatException _) {
      throw new UnansweredException("the server answered " + request + " with no object");
    }
  }
}
