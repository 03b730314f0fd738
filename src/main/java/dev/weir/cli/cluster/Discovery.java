package dev.weir.cli.cluster;

import dev.weir.client.http.ApiClient;
import dev.weir.client.http.ApiRequest;
import dev.weir.resource.Json;
import dev.weir.resource.ResourceKind;
import dev.weir.resource.StatusException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Asks a server for its kinds, once (cli.md 18.1). */
final class Discovery {
  private final ApiClient client;
  private final List<ResourceKind> found = new ArrayList<>();

  Discovery(ApiClient client) {
    this.client = client;
  }

  List<ResourceKind> kinds() throws IOException {
    if (found.isEmpty()) {
      read("/api/v1", "", "v1");
      for (JsonNode group : Json.arrayAt(client.json(ApiRequest.get("/apis")), "groups")) {
        String name = Json.string(group, "name");
        String version = Json.string(Json.objectAt(group, "preferredVersion"), "version");
        read("/apis/" + name + "/" + version, name, version);
      }
    }
    return List.copyOf(found);
  }

  /** A group that does not answer hides none of the others. */
  private void read(String path, String group, String version) throws IOException {
    try {
      for (JsonNode resource : Json.arrayAt(client.json(ApiRequest.get(path)), "resources")) {
        if (!Json.string(resource, "name").contains("/")) {
          found.add(kind(resource, group, version));
        }
      }
    } catch (StatusException e) {
      if (e.status().code() == 401) {
        throw e;
      }
    }
  }

  private static ResourceKind kind(JsonNode resource, String group, String version) {
    String kind = Json.string(resource, "kind");
    String singular = Json.string(resource, "singularName");
    return new ResourceKind(
        group,
        version,
        Json.string(resource, "name"),
        singular.isEmpty() ? kind.toLowerCase(java.util.Locale.ROOT) : singular,
        kind,
        resource.path("namespaced").asBoolean(false),
        texts(resource, "shortNames"),
        texts(resource, "categories"),
        texts(resource, "verbs"));
  }

  private static List<String> texts(JsonNode resource, String member) {
    return Json.arrayAt(resource, member).valueStream().map(JsonNode::asString).toList();
  }
}
