package dev.weir.cli.image.age;

import dev.weir.cli.cluster.Cluster;
import dev.weir.cli.cluster.NamedTag;
import dev.weir.client.Resources.Query;
import dev.weir.imagestream.age.MinimumAge;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import dev.weir.resource.StatusException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The tags of a project, or of one of its streams, that may wait for an image to be old enough. */
final class AgedTags {
  private AgedTags() {}

  /**
   * Finds them by the annotations of streams and their tags.
   *
   * @param stream empty for all of the project
   */
  static List<NamedTag> find(Cluster cluster, String namespace, String stream) throws IOException {
    List<NamedTag> found = new ArrayList<>();
    for (ObjectNode one : streams(cluster, namespace, stream)) {
      boolean all = isAged(one.path("metadata"));
      for (JsonNode tag : Json.arrayAt(Json.objectAt(one, "spec"), "tags")) {
        if (all || isAged(tag)) {
          found.add(new NamedTag(namespace, Meta.name(one), Json.string(tag, "name")));
        }
      }
    }
    return found;
  }

  private static List<ObjectNode> streams(Cluster cluster, String namespace, String stream)
      throws IOException {
    if (stream.isEmpty()) {
      return cluster
          .resources()
          .list(Kinds.IMAGE_STREAM, namespace, new Query("", ""))
          .items()
          .stream()
          .map(object -> object.copy())
          .toList();
    }
    try {
      return List.of(cluster.get(Kinds.IMAGE_STREAM, namespace, stream));
    } catch (StatusException e) {
      throw cluster.missing(e, Kinds.IMAGE_STREAM, namespace);
    }
  }

  private static boolean isAged(JsonNode annotated) {
    return annotated.path("annotations").has(MinimumAge.ANNOTATION);
  }
}
