package dev.weir.cli.cluster;

import dev.weir.client.http.ApiRequest;
import dev.weir.client.http.ResourcePath;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.StatusException;
import java.io.IOException;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** How tags came to what they are. */
public final class TagMoves {
  private TagMoves() {}

  /**
   * The newest move of a tag. Nothing where the server knows of none, is another product, or shows
   * it not to this user.
   *
   * @param name {@code STREAM:TAG}
   */
  public static Optional<JsonNode> newest(Cluster cluster, String namespace, String name)
      throws IOException {
    String path = ResourcePath.of(Kinds.IMAGE_STREAM_TAG, namespace, name, "history");
    try {
      return Json.arrayAt(cluster.client().json(ApiRequest.get(path + "?limit=1")), "items")
          .valueStream()
          .findFirst();
    } catch (StatusException e) {
      NotShown.require(e);
      return Optional.empty();
    }
  }
}
