package dev.weir.pruning;

import dev.weir.client.Resources;
import dev.weir.prune.StreamHistory;
import dev.weir.prune.StreamPlan;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.StatusException;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** By the API, and what is the registry's by that. */
record RealDeletes(Resources objects, RegistryDeletes registry) implements Deletes {
  private static final int NOT_FOUND = 404;

  @Override
  public Optional<StreamSeen> stream(StreamHistory listed) {
    try {
      ObjectNode now = objects.get(Kinds.IMAGE_STREAM, listed.namespace(), listed.name()).copy();
      return Optional.of(new StreamSeen(StreamHistory.of(now), plan -> drop(now, plan)));
    } catch (StatusException e) {
      if (e.status().code() == NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private StreamHistory drop(ObjectNode stream, StreamPlan plan) {
    Map<String, Set<Integer>> going =
        plan.items().stream()
            .collect(
                Collectors.groupingBy(
                    StreamPlan.Dropped::tag,
                    HashMap::new,
                    Collectors.mapping(StreamPlan.Dropped::revision, Collectors.toSet())));
    ArrayNode left = Json.array();
    ObjectNode status = Json.objectAt(stream, "status");
    Json.arrayAt(status, "tags")
        .valueStream()
        .map(tag -> (ObjectNode) tag)
        .map(tag -> without(tag, going.getOrDefault(Json.string(tag, "tag"), Set.of())))
        .filter(tag -> !Json.arrayAt(tag, "items").isEmpty())
        .forEach(left::add);
    status.set("tags", left);
    return StreamHistory.of(
        objects.updateStatus(Kinds.IMAGE_STREAM, plan.stream().namespace(), stream).tree());
  }

  private static ObjectNode without(ObjectNode tag, Set<Integer> revisions) {
    ArrayNode items = Json.arrayAt(tag, "items");
    ArrayNode kept = Json.array();
    for (int revision = 0; revision < items.size(); revision++) {
      if (!revisions.contains(revision)) {
        kept.add(items.get(revision));
      }
    }
    tag.set("items", kept);
    return tag;
  }

  @Override
  public void image(String name) {
    ObjectNode _ = objects.delete(Kinds.IMAGE, "", name);
  }

  @Override
  public void layerLink(String repository, String digest) throws IOException {
    registry.layerLink(repository, digest);
  }

  @Override
  public void manifestLink(String repository, String digest) throws IOException {
    registry.manifestLink(repository, digest);
  }

  @Override
  public void blob(String digest) throws IOException {
    registry.blob(digest);
  }
}
