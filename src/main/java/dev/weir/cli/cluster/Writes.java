package dev.weir.cli.cluster;

import dev.weir.client.http.ApiClient;
import dev.weir.client.http.ApiRequest;
import dev.weir.client.http.ResourcePath;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import java.io.IOException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Changes objects on the server, really or as a server-side dry run.
 *
 * @param dryRun {@code CLIENT} must not come here: it sends nothing
 * @param manager as {@link FieldManager} gives it
 */
public record Writes(ApiClient client, DryRun dryRun, String manager, FieldValidation validation) {
  public Writes {
    if (dryRun == DryRun.CLIENT) {
      throw new IllegalArgumentException("a client dry run sends nothing");
    }
  }

  /** Writes that only warn of unknown fields. */
  public Writes(ApiClient client, DryRun dryRun, String manager) {
    this(client, dryRun, manager, FieldValidation.WARN);
  }

  public ObjectNode create(ResourceKind kind, String namespace, ObjectNode object)
      throws IOException {
    String target = ResourcePath.of(kind, namespace) + query();
    return client.json(ApiRequest.of("POST", target, Json.bytes(object)));
  }

  public ObjectNode replace(ResourceKind kind, String namespace, ObjectNode object)
      throws IOException {
    return replace(kind, namespace, "", object);
  }

  /**
   * Replaces an object, or what it shows under the name of a subresource.
   *
   * @param subresource such as {@code status}; empty for the object itself
   */
  public ObjectNode replace(
      ResourceKind kind, String namespace, String subresource, ObjectNode object)
      throws IOException {
    String target = ResourcePath.of(kind, namespace, Meta.name(object), subresource) + query();
    return client.json(ApiRequest.of("PUT", target, Json.bytes(object)));
  }

  /**
   * Patches.
   *
   * @param mediaType such as {@code application/merge-patch+json}
   */
  public ObjectNode patch(
      ResourceKind kind, String namespace, String name, String mediaType, JsonNode patch)
      throws IOException {
    return patch(kind, namespace, name, "", mediaType, patch);
  }

  /**
   * Patches what an object shows under the name of a subresource.
   *
   * @param subresource such as {@code status}; empty for the object itself
   */
  public ObjectNode patch(
      ResourceKind kind,
      String namespace,
      String name,
      String subresource,
      String mediaType,
      JsonNode patch)
      throws IOException {
    String target = ResourcePath.of(kind, namespace, name, subresource) + query();
    return client.json(ApiRequest.of("PATCH", target, Json.bytes(patch)).ofType(mediaType));
  }

  public ObjectNode delete(ResourceKind kind, String namespace, String name, ObjectNode options)
      throws IOException {
    ObjectNode body = options.deepCopy();
    if (dryRun == DryRun.SERVER) {
      body.putArray("dryRun").add("All");
    }
    String target = ResourcePath.of(kind, namespace, name);
    return client.json(ApiRequest.of("DELETE", target, Json.bytes(body)));
  }

  private String query() {
    return "?fieldManager="
        + ResourcePath.encode(manager)
        + "&fieldValidation="
        + validation.parameter()
        + (dryRun == DryRun.SERVER ? "&dryRun=All" : "");
  }
}
