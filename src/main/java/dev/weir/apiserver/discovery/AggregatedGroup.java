package dev.weir.apiserver.discovery;

import dev.weir.objects.Rest;
import dev.weir.resource.Json;
import dev.weir.resource.ResourceKind;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** One group of the aggregated discovery document (apidiscovery.k8s.io). */
final class AggregatedGroup {
  private AggregatedGroup() {}

  static ObjectNode of(String group, Map<String, List<Rest>> versions) {
    ObjectNode entry = Json.object();
    ObjectNode metadata = entry.putObject("metadata");
    if (!group.isEmpty()) {
      metadata.put("name", group);
    }
    metadata.putNull("creationTimestamp");
    ArrayNode list = entry.putArray("versions");
    versions.forEach(
        (version, resources) -> {
          ObjectNode item = list.addObject().put("version", version);
          ArrayNode all = item.putArray("resources");
          resources.forEach(rest -> all.add(resource(rest)));
          item.put("freshness", "Current");
        });
    return entry;
  }

  private static ObjectNode resource(Rest rest) {
    ResourceKind kind = rest.kind();
    ObjectNode entry = Json.object();
    entry.put("resource", kind.plural());
    entry.set("responseKind", responseKind(kind));
    entry.put("scope", kind.namespaced() ? "Namespaced" : "Cluster");
    entry.put("singularResource", kind.singular());
    kind.verbs().forEach(entry.putArray("verbs")::add);
    if (!kind.shortNames().isEmpty()) {
      kind.shortNames().forEach(entry.putArray("shortNames")::add);
    }
    if (!kind.categories().isEmpty()) {
      kind.categories().forEach(entry.putArray("categories")::add);
    }
    if (!rest.subresources().isEmpty()) {
      ArrayNode list = entry.putArray("subresources");
      for (String name : new TreeSet<>(rest.subresources())) {
        ResourceKind sub = rest.subresource(name).kind();
        ObjectNode item = list.addObject().put("subresource", name);
        item.set("responseKind", responseKind(sub));
        sub.verbs().forEach(item.putArray("verbs")::add);
      }
    }
    return entry;
  }

  private static ObjectNode responseKind(ResourceKind kind) {
    return Json.object()
        .put("group", kind.group())
        .put("version", kind.version())
        .put("kind", kind.kind());
  }
}
