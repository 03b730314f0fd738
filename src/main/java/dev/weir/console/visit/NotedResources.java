package dev.weir.console.visit;

import dev.weir.access.Attributes;
import dev.weir.audit.AuditNote;
import dev.weir.client.ObjectWatch;
import dev.weir.client.Resources;
import dev.weir.resource.ApiObject;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import dev.weir.resource.StatusException;
import java.util.function.Supplier;
import tools.jackson.databind.node.ObjectNode;

/**
 * The objects of a reader, whose writes the audit log tells of as of those over the API; also of
 * those that are refused. Questions about one's own rights change nothing and are not told.
 */
record NotedResources(Resources objects, AuditNote note) implements Resources {
  private static final int OK = 200;
  private static final int CREATED = 201;

  @Override
  public ApiObject get(ResourceKind kind, String namespace, String name, String subresource) {
    return objects.get(kind, namespace, name, subresource);
  }

  @Override
  public Listing list(ResourceKind kind, String namespace, Query query) {
    return objects.list(kind, namespace, query);
  }

  @Override
  public ObjectWatch watch(
      ResourceKind kind, String namespace, Query query, String resourceVersion) {
    return objects.watch(kind, namespace, query, resourceVersion);
  }

  @Override
  public ApiObject create(ResourceKind kind, String namespace, ObjectNode object) {
    if (kind.equals(Kinds.SELF_SUBJECT_ACCESS_REVIEW)) {
      return objects.create(kind, namespace, object);
    }
    return noted(
        wish("create", kind, namespace, Meta.name(object), ITSELF),
        CREATED,
        () -> objects.create(kind, namespace, object));
  }

  @Override
  public ApiObject tryCreate(ResourceKind kind, String namespace, ObjectNode object) {
    return objects.tryCreate(kind, namespace, object);
  }

  @Override
  public ApiObject create(
      ResourceKind kind, String namespace, String name, String subresource, ObjectNode body) {
    return noted(
        wish("create", kind, namespace, name, subresource),
        CREATED,
        () -> objects.create(kind, namespace, name, subresource, body));
  }

  @Override
  public ApiObject update(
      ResourceKind kind, String namespace, String name, String subresource, ObjectNode object) {
    return noted(
        wish("update", kind, namespace, name, subresource),
        OK,
        () -> objects.update(kind, namespace, name, subresource, object));
  }

  @Override
  public ApiObject patch(
      ResourceKind kind,
      String namespace,
      String name,
      String subresource,
      String mediaType,
      byte[] patch) {
    return noted(
        wish("patch", kind, namespace, name, subresource),
        OK,
        () -> objects.patch(kind, namespace, name, subresource, mediaType, patch));
  }

  @Override
  public ObjectNode delete(ResourceKind kind, String namespace, String name) {
    return noted(
        wish("delete", kind, namespace, name, ITSELF),
        OK,
        () -> objects.delete(kind, namespace, name));
  }

  @Override
  public ObjectNode delete(ResourceKind kind, ApiObject seen) {
    return noted(
        wish("delete", kind, Meta.namespace(seen.tree()), Meta.name(seen.tree()), ITSELF),
        OK,
        () -> objects.delete(kind, seen));
  }

  private <T> T noted(Attributes wish, int done, Supplier<T> write) {
    T answer;
    try {
      answer = write.get();
    } catch (StatusException refused) {
      note.did(wish, refused.status().code());
      note.refused(refused.status().message());
      throw refused;
    }
    note.did(wish, done);
    return answer;
  }

  private static Attributes wish(
      String verb, ResourceKind kind, String namespace, String name, String subresource) {
    String in = Kinds.isNamespace(kind) ? name : namespace;
    return new Attributes(verb, kind.group(), kind.plural(), subresource, in, name, "");
  }
}
