package dev.weir.lookup;

import dev.weir.client.ObjectWatch;
import dev.weir.client.Resources;
import dev.weir.resource.ApiObject;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.ResourceKind;
import dev.weir.resource.Yaml;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** Another API server, which lists what it is given and refuses the kinds that it is told to. */
final class RefusingCluster implements Resources {
  private final Map<ResourceKind, ApiStatus> refused = new HashMap<>();
  private final Map<ResourceKind, ObjectNode> held = new HashMap<>();

  void refuse(ResourceKind kind, int code) {
    refused.put(kind, new ApiStatus(code, "Reason", kind.resource() + ": " + code, Json.object()));
  }

  /** The one object of a kind. */
  void hold(ResourceKind kind, String yaml) {
    held.put(kind, (ObjectNode) Yaml.parse(yaml.getBytes(StandardCharsets.UTF_8)));
  }

  /** Pods that name an image. */
  void pod(String image) {
    hold(
        Kinds.POD,
        "{metadata: {name: p, namespace: n}, spec: {containers: [{name: c, image: '%s'}]}}"
            .formatted(image));
  }

  @Override
  public Listing list(ResourceKind kind, String namespace, Query query) {
    if (refused.containsKey(kind)) {
      throw refused.get(kind).exception();
    }
    return new Listing(
        held.containsKey(kind) ? List.of(ApiObject.of(held.get(kind))) : List.of(), "1");
  }

  private static UnsupportedOperationException notAsked() {
    return new UnsupportedOperationException("nothing but lists is asked for");
  }

  @Override
  public ApiObject get(ResourceKind kind, String namespace, String name, String subresource) {
    throw notAsked();
  }

  @Override
  public ObjectWatch watch(ResourceKind kind, String namespace, Query query, String version) {
    throw notAsked();
  }

  @Override
  public ApiObject create(ResourceKind kind, String namespace, ObjectNode object) {
    throw notAsked();
  }

  @Override
  public ApiObject tryCreate(ResourceKind kind, String namespace, ObjectNode object) {
    throw notAsked();
  }

  @Override
  public ApiObject create(
      ResourceKind kind, String namespace, String name, String subresource, ObjectNode body) {
    throw notAsked();
  }

  @Override
  public ApiObject update(
      ResourceKind kind, String namespace, String name, String subresource, ObjectNode object) {
    throw notAsked();
  }

  @Override
  public ApiObject patch(
      ResourceKind kind,
      String namespace,
      String name,
      String subresource,
      String mediaType,
      byte[] patch) {
    throw notAsked();
  }

  @Override
  public ObjectNode delete(ResourceKind kind, String namespace, String name) {
    throw notAsked();
  }

  @Override
  public ObjectNode delete(ResourceKind kind, ApiObject seen) {
    throw notAsked();
  }
}
