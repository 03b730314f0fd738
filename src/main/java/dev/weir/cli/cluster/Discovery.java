package dev.weir.cli.cluster;

import dev.weir.client.http.ApiClient;
import dev.weir.client.http.ApiRequest;
import dev.weir.resource.Json;
import dev.weir.resource.ResourceKind;
import dev.weir.resource.StatusException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Asks a server for its kinds, once, or takes what it answered lately (cli.md 18.1). */
final class Discovery {
  private static final String GROUPS = "servergroups.json";

  private final ApiClient client;
  private final Optional<DiscoveryCache> cache;
  private final List<ResourceKind> found = new ArrayList<>();
  private final List<String> unanswered = new ArrayList<>();
  private boolean old;

  Discovery(ApiClient client, Optional<DiscoveryCache> cache) {
    this.client = client;
    this.cache = cache;
  }

  List<ResourceKind> kinds() throws IOException {
    if (found.isEmpty()) {
      read(cache);
    }
    return List.copyOf(found);
  }

  /** The groups that were asked and did not tell their kinds, with the reason. */
  List<String> unanswered() {
    return List.copyOf(unanswered);
  }

  /** True if the kinds are not from the server itself, and so may be too few. */
  boolean mayBeOld() {
    return old;
  }

  /** The kinds as the server has them now. */
  List<ResourceKind> kindsNow() throws IOException {
    if (found.isEmpty() || old) {
      read(Optional.empty());
    }
    return List.copyOf(found);
  }

  private void read(Optional<DiscoveryCache> kept) throws IOException {
    found.clear();
    unanswered.clear();
    old = false;
    readKinds(kept, "/api/v1", "", "v1");
    ObjectNode groups = ask(kept, "/apis", GROUPS);
    for (JsonNode group : Json.arrayAt(groups, "groups")) {
      String name = Json.string(group, "name");
      String version = Json.string(Json.objectAt(group, "preferredVersion"), "version");
      if (!name.isEmpty()) {
        readKinds(kept, "/apis/" + name + "/" + version, name, version);
      }
    }
  }

  /** A group that does not answer hides none of the others; one that is not there is none. */
  private void readKinds(Optional<DiscoveryCache> kept, String path, String group, String version)
      throws IOException {
    String directory = group.isEmpty() ? version : group + "/" + version;
    try {
      ObjectNode answer = ask(kept, path, directory + "/serverresources.json");
      for (JsonNode resource : Json.arrayAt(answer, "resources")) {
        if (!Json.string(resource, "name").contains("/")) {
          found.add(kind(resource, group, version));
        }
      }
    } catch (StatusException e) {
      switch (e.status().code()) {
        case 401 -> throw e;
        case 404 -> {}
        default ->
            unanswered.add((group.isEmpty() ? "" : group + "/") + version + ": " + e.getMessage());
      }
    }
  }

  private ObjectNode ask(Optional<DiscoveryCache> kept, String path, String file)
      throws IOException {
    Optional<ObjectNode> known = kept.flatMap(answers -> answers.find(file));
    if (known.isPresent()) {
      old = true;
      return known.get();
    }
    ObjectNode answer = client.json(ApiRequest.get(path));
    if (cache.isPresent()) {
      cache.get().keep(file, file.equals(GROUPS) ? withCore(answer) : answer);
    }
    return answer;
  }

  /** kubectl keeps the core group, which has a path of its own, in the list of the others. */
  private static ObjectNode withCore(ObjectNode groups) {
    ObjectNode all = groups.deepCopy();
    ArrayNode list = all.putArray("groups");
    ObjectNode core = list.addObject().put("name", "");
    core.putArray("versions").addObject().put("groupVersion", "v1").put("version", "v1");
    core.putObject("preferredVersion").put("groupVersion", "v1").put("version", "v1");
    return all.set("groups", list.addAll(Json.arrayAt(groups, "groups")));
  }

  private static ResourceKind kind(JsonNode resource, String group, String version) {
    String kind = Json.string(resource, "kind");
    String singular = Json.string(resource, "singularName");
    return new ResourceKind(
        group,
        version,
        Json.string(resource, "name"),
        singular.isEmpty() ? kind.toLowerCase(Locale.ROOT) : singular,
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
