package dev.weir.cli.admin;

import dev.weir.cli.call.Call;
import dev.weir.cli.cluster.Cluster;
import dev.weir.client.http.ApiRequest;
import dev.weir.client.http.ResourcePath;
import dev.weir.pruning.PruneInput;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.StatusException;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** Images that are not old enough for the tags that wait for them: no stream shows them yet. */
final class WaitingImages {
  private static final Set<String> WAIT = Set.of("waiting", "ready");
  private static final int FORBIDDEN = 403;
  private static final int NOT_FOUND = 404;

  private WaitingImages() {}

  /**
   * Asks for what each tag waits. Of a server that does not tell, none: it refuses to delete them.
   *
   * @throws StatusException if it cannot be told
   */
  static Set<String> of(Cluster cluster, List<PruneInput.AgedTag> tags, Call call)
      throws IOException {
    Set<String> images = new HashSet<>();
    for (PruneInput.AgedTag tag : tags) {
      String path =
          ResourcePath.of(Kinds.IMAGE_STREAM_TAG, tag.namespace(), tag.name(), "candidates");
      try {
        add(cluster.client().json(ApiRequest.get(path)), images);
      } catch (StatusException e) {
        switch (e.status().code()) {
          case NOT_FOUND -> {}
          case FORBIDDEN -> {
            call.warn("Failed to look at images that tags wait for: " + e.getMessage());
            return images;
          }
          default -> throw e;
        }
      }
    }
    return images;
  }

  private static void add(ObjectNode candidates, Set<String> images) {
    Json.arrayAt(candidates, "items")
        .valueStream()
        .filter(one -> WAIT.contains(Json.string(one, "state")))
        .map(one -> Json.string(one, "image"))
        .forEach(images::add);
  }
}
