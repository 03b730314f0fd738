package dev.weir.apiserver.request;

import dev.weir.resource.ApiStatus;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import tools.jackson.databind.node.ObjectNode;

/** Makes a body say what its path says, and refuses one that says otherwise (image-api.md 1). */
public final class Identity {
  private Identity() {}

  /**
   * Fills in kind, namespace and name.
   *
   * @throws dev.weir.resource.StatusException 400 if the body contradicts the path
   */
  public static void settle(Call call, ObjectNode object) {
    settleKind(call.kind(), call.rest().original(), object);
    String namespace = Meta.namespace(object);
    if (!namespace.isEmpty() && !namespace.equals(call.target().namespace())) {
      throw ApiStatus.badRequest(
              "the namespace of the provided object does not match the namespace sent on the"
                  + " request")
          .exception();
    }
    if (namespace.isEmpty() && !call.target().namespace().isEmpty()) {
      Meta.of(object).put("namespace", call.target().namespace());
    }
    settleName(call.name(), object);
  }

  private static void settleName(String name, ObjectNode object) {
    String own = Meta.name(object);
    if (name.isEmpty()) {
      return;
    }
    if (!own.isEmpty() && !own.equals(name)) {
      throw ApiStatus.badRequest(
              "the name of the object ("
                  + own
                  + ") does not match the name on the URL ("
                  + name
                  + ")")
          .exception();
    }
    if (own.isEmpty()) {
      Meta.of(object).put("name", name);
    }
  }

  /** Image kinds may come without their group, as they were written before groups. */
  private static void settleKind(ResourceKind kind, ResourceKind original, ObjectNode object) {
    String version = Json.string(object, "apiVersion");
    boolean otherForm =
        version.equals(original.apiVersion())
            || (version.equals("v1") && kind.group().endsWith(".openshift.io"));
    if (version.isEmpty() || otherForm) {
      object.put("apiVersion", kind.apiVersion());
    } else if (!version.equals(kind.apiVersion())) {
      throw ApiStatus.badRequest(
              "the API version in the data ("
                  + version
                  + ") does not match the expected API version ("
                  + kind.apiVersion()
                  + ")")
          .exception();
    }
    String own = Json.string(object, "kind");
    if (own.isEmpty()) {
      object.put("kind", kind.kind());
    } else if (!own.equals(kind.kind())) {
      throw ApiStatus.badRequest(
              own + " in version \"" + kind.version() + "\" cannot be handled as a " + kind.kind())
          .exception();
    }
  }
}
