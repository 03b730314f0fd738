package dev.weir.cli.cluster;

import dev.weir.client.Resources.Query;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import dev.weir.resource.StatusException;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What the server's schedule knows of streams' tags; each namespace is asked about once. */
public final class ScheduledTags {
  private final Cluster cluster;
  private final Map<String, Map<String, ObjectNode>> known = new HashMap<>();

  public ScheduledTags(Cluster cluster) {
    this.cluster = cluster;
  }

  /**
   * What is known of a stream's tags, by tag. Nothing where the server has no such kind, or shows
   * it not to this user.
   */
  public Map<String, ObjectNode> of(JsonNode stream) throws IOException {
    if (!isScheduled(stream)) {
      return Map.of();
    }
    String prefix = Meta.name(stream) + ":";
    Map<String, ObjectNode> found = new HashMap<>();
    in(Meta.namespace(stream))
        .forEach(
            (name, check) -> {
              if (name.startsWith(prefix)) {
                found.put(name.substring(prefix.length()), check);
              }
            });
    return found;
  }

  private static boolean isScheduled(JsonNode stream) {
    for (JsonNode tag : Json.arrayAt(Json.objectAt(stream, "spec"), "tags")) {
      if (Json.objectAt(tag, "importPolicy").path("scheduled").asBoolean(false)) {
        return true;
      }
    }
    return false;
  }

  private Map<String, ObjectNode> in(String namespace) throws IOException {
    Map<String, ObjectNode> found = known.get(namespace);
    if (found == null) {
      found = asked(namespace);
      known.put(namespace, found);
    }
    return found;
  }

  private Map<String, ObjectNode> asked(String namespace) throws IOException {
    Map<String, ObjectNode> found = new HashMap<>();
    try {
      for (ObjectNode check :
          new Pages(cluster, 0).objects(Kinds.SCHEDULED_TAG, namespace, Query.ALL)) {
        found.put(Meta.name(check), check);
      }
    } catch (StatusException e) {
      NotShown.require(e);
      return Map.of(); // the stream is worth telling of all the same
    }
    return found;
  }
}
