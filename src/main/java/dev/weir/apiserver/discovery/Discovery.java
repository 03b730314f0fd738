package dev.weir.apiserver.discovery;

import dev.weir.objects.Catalog;
import dev.weir.objects.Rest;
import dev.weir.resource.Json;
import dev.weir.resource.ResourceKind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The discovery documents of a catalog in their plain form (cli.md 18.1). */
public final class Discovery {
  /** Group to version to resources, in the catalog's order; the core group is the empty one. */
  private final Map<String, Map<String, List<Rest>>> groups = new LinkedHashMap<>();

  public Discovery(Catalog catalog) {
    for (Rest rest : catalog.all()) {
      ResourceKind kind = rest.kind();
      groups
          .computeIfAbsent(kind.group(), _ -> new LinkedHashMap<>())
          .computeIfAbsent(kind.version(), _ -> new ArrayList<>())
          .add(rest);
    }
  }

  /** The plain documents by path. */
  public Map<String, ObjectNode> documents() {
    Map<String, ObjectNode> found = new LinkedHashMap<>();
    found.put("/api", coreVersions());
    found.put("/apis", groupList());
    groups.forEach(
        (group, versions) -> {
          if (!group.isEmpty()) {
            ObjectNode entry = group(group, versions.keySet());
            entry.put("kind", "APIGroup").put("apiVersion", "v1");
            found.put("/apis/" + group, entry);
          }
          versions.forEach(
              (version, resources) ->
                  found.put(path(group, version), resourceList(group, version, resources)));
        });
    return found;
  }

  /**
   * The aggregated document of {@code /api} or {@code /apis}.
   *
   * @param core for {@code /api}
   * @param version {@code v2} or {@code v2beta1}
   */
  public ObjectNode aggregated(boolean core, String version) {
    ObjectNode document = Json.object();
    document.put("kind", "APIGroupDiscoveryList");
    document.put("apiVersion", "apidiscovery.k8s.io/" + version);
    document.putObject("metadata");
    ArrayNode items = document.putArray("items");
    groups.forEach(
        (group, versions) -> {
          if (group.isEmpty() == core) {
            items.add(AggregatedGroup.of(group, versions));
          }
        });
    return document;
  }

  /** Where a group's version is served: {@code /api/v1} or {@code /apis/GROUP/VERSION}. */
  public static String path(String group, String version) {
    return group.isEmpty() ? "/api/" + version : "/apis/" + group + "/" + version;
  }

  /**
   * The documents of resources that are served in the form of the time before groups.
   *
   * @param root such as {@code /oapi/v1}
   */
  public static Map<String, ObjectNode> old(String root, Catalog catalog) {
    int slash = root.lastIndexOf('/');
    String version = root.substring(slash + 1);
    return Map.of(
        root.substring(0, slash),
        versions(List.of(version)),
        root,
        resourceList("", version, catalog.all()));
  }

  private ObjectNode coreVersions() {
    return versions(groups.getOrDefault("", Map.of()).keySet());
  }

  private static ObjectNode versions(Collection<String> served) {
    ObjectNode document = Json.object();
    document.put("kind", "APIVersions");
    ArrayNode versions = document.putArray("versions");
    served.forEach(versions::add);
    document.putArray("serverAddressByClientCIDRs");
    return document;
  }

  private ObjectNode groupList() {
    ObjectNode document = Json.object();
    document.put("kind", "APIGroupList").put("apiVersion", "v1");
    ArrayNode list = document.putArray("groups");
    groups.forEach(
        (group, versions) -> {
          if (!group.isEmpty()) {
            list.add(group(group, versions.keySet()));
          }
        });
    return document;
  }

  private static ObjectNode group(String group, Set<String> versions) {
    ObjectNode entry = Json.object();
    entry.put("name", group);
    ArrayNode list = entry.putArray("versions");
    versions.forEach(v -> list.addObject().put("groupVersion", group + "/" + v).put("version", v));
    entry.set("preferredVersion", list.get(0).deepCopy());
    return entry;
  }

  private static ObjectNode resourceList(String group, String version, List<Rest> resources) {
    ObjectNode document = Json.object();
    document.put("kind", "APIResourceList").put("apiVersion", "v1");
    document.put("groupVersion", group.isEmpty() ? version : group + "/" + version);
    ArrayNode list = document.putArray("resources");
    for (Rest rest : resources) {
      list.add(resource(rest.kind(), rest.kind().plural(), rest.kind()));
      for (String name : new TreeSet<>(rest.subresources())) {
        ResourceKind sub = rest.subresource(name).kind();
        list.add(resource(rest.kind(), rest.kind().plural() + "/" + name, sub));
      }
    }
    return document;
  }

  private static ObjectNode resource(ResourceKind parent, String name, ResourceKind kind) {
    ObjectNode entry = Json.object();
    boolean own = name.equals(parent.plural());
    entry.put("name", name).put("singularName", own ? kind.singular() : "");
    entry.put("namespaced", parent.namespaced());
    if (!kind.apiVersion().equals(parent.apiVersion())) {
      entry.put("group", kind.group()).put("version", kind.version());
    }
    entry.put("kind", kind.kind());
    kind.verbs().forEach(entry.putArray("verbs")::add);
    if (own && !kind.shortNames().isEmpty()) {
      kind.shortNames().forEach(entry.putArray("shortNames")::add);
    }
    if (own && !kind.categories().isEmpty()) {
      kind.categories().forEach(entry.putArray("categories")::add);
    }
    return entry;
  }
}
