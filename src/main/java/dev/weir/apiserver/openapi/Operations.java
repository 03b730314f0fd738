package dev.weir.apiserver.openapi;

import dev.weir.objects.Rest;
import dev.weir.resource.Json;
import dev.weir.resource.ResourceKind;
import dev.weir.resource.protobuf.KindSchemas;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The operations on one resource, as far as clients read of them. */
final class Operations {
  private static final List<String> BODY_TYPES = List.of("application/json", "application/yaml");
  private static final List<String> PATCH_TYPES =
      List.of(
          "application/json-patch+json",
          "application/merge-patch+json",
          "application/strategic-merge-patch+json");

  private final String base;
  private final Rest rest;
  private final ResourceKind kind;
  private final ObjectNode reference;

  /**
   * @param base path of the group and version, such as {@code /apis/apps/v1}
   */
  Operations(String base, Rest rest, Components components, KindSchemas schemas) {
    this.base = base;
    this.rest = rest;
    this.kind = rest.kind();
    this.reference =
        schemas
            .find(rest.original())
            .map(schema -> components.kind(kind, schema))
            .orElseGet(() -> components.openKind(kind));
  }

  void addTo(ObjectNode paths) {
    String collection =
        base + (kind.namespaced() ? "/namespaces/{namespace}/" : "/") + kind.plural();
    ObjectNode all = path(kind.namespaced(), false);
    operation(all, "get", "list", "list");
    operation(all, "post", "create", "post");
    operation(all, "delete", "deletecollection", "deletecollection");
    paths.set(collection, all);
    ObjectNode one = path(kind.namespaced(), true);
    operation(one, "get", "get", "get");
    operation(one, "put", "update", "put");
    operation(one, "patch", "patch", "patch");
    operation(one, "delete", "delete", "delete");
    if (kind.verbs().contains("create") && !kind.verbs().contains("patch")) {
      addFieldCheckHint(one);
    }
    if (one.has("get") || one.has("put") || one.has("patch") || one.has("delete")) {
      paths.set(collection + "/{name}", one);
    }
    if (kind.namespaced() && kind.verbs().contains("list")) {
      ObjectNode everywhere = path(false, false);
      operation(everywhere, "get", "list", "list");
      paths.set(base + "/" + kind.plural(), everywhere);
    }
    rest.subresources().forEach(name -> subresource(paths, collection, name));
  }

  /**
   * Clients learn from the PATCH operation of a kind whether the server checks fields; without one
   * they want the schemas of version 2 and give up.
   */
  private void addFieldCheckHint(ObjectNode one) {
    write(
        one.putObject("patch")
            .put("description", "Not offered (405): tells which options a POST of the kind takes."),
        "patch",
        "create",
        "patch");
  }

  private void subresource(ObjectNode paths, String collection, String name) {
    ResourceKind sub = rest.subresource(name).kind();
    ObjectNode path = path(kind.namespaced(), true);
    ObjectNode operation = path.putObject("get");
    operation.put("x-kubernetes-action", "get");
    operation.set("x-kubernetes-group-version-kind", Components.groupVersionKind(sub));
    ok(operation, Optional.empty());
    if (sub.verbs().contains("get")) {
      paths.set(collection + "/{name}/" + name, path);
    }
  }

  private static ObjectNode path(boolean namespace, boolean name) {
    ObjectNode path = Json.object();
    ArrayNode parameters = path.putArray("parameters");
    if (namespace) {
      parameters.add(parameter("namespace", "path", "string").put("required", true));
    }
    if (name) {
      parameters.add(parameter("name", "path", "string").put("required", true));
    }
    return path;
  }

  private void operation(ObjectNode path, String method, String verb, String action) {
    if (!kind.verbs().contains(verb)) {
      return;
    }
    write(path.putObject(method), method, verb, action);
  }

  private void write(ObjectNode operation, String method, String verb, String action) {
    operation.put("operationId", method + "_" + verb + "_" + kind.qualifiedKind());
    operation.put("x-kubernetes-action", action);
    operation.set("x-kubernetes-group-version-kind", Components.groupVersionKind(kind));
    ArrayNode parameters = operation.putArray("parameters");
    boolean writes = !method.equals("get");
    if (writes) {
      parameters.add(parameter("dryRun", "query", "string"));
    }
    if (method.equals("post") || method.equals("put") || method.equals("patch")) {
      parameters.add(parameter("fieldManager", "query", "string"));
      parameters.add(parameter("fieldValidation", "query", "string"));
      content(
          operation.putObject("requestBody"),
          method.equals("patch") ? PATCH_TYPES : BODY_TYPES,
          method.equals("patch") ? Json.object().put("type", "object") : reference);
    }
    ok(operation, Optional.of(reference));
  }

  private static void ok(ObjectNode operation, Optional<ObjectNode> schema) {
    ObjectNode answer = operation.putObject("responses").putObject("200");
    answer.put("description", "OK");
    content(answer, BODY_TYPES, schema.orElseGet(() -> Json.object().put("type", "object")));
  }

  private static void content(ObjectNode holder, List<String> types, ObjectNode schema) {
    ObjectNode content = holder.putObject("content");
    types.forEach(type -> content.putObject(type).set("schema", schema));
  }

  private static ObjectNode parameter(String name, String in, String type) {
    ObjectNode parameter = Json.object().put("name", name).put("in", in);
    parameter.putObject("schema").put("type", type).put("uniqueItems", true);
    return parameter;
  }
}
