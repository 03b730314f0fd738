package dev.weir.cli.registry;

import dev.weir.cli.cluster.Cluster;
import dev.weir.cli.cluster.DryRun;
import dev.weir.cli.cluster.NotShown;
import dev.weir.cli.cluster.Writes;
import dev.weir.client.http.ApiRequest;
import dev.weir.client.http.ResourcePath;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import dev.weir.resource.StatusException;
import java.io.IOException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Finds out how the server's own registry is called, so that its token goes there and nowhere else:
 * every image stream says it; where there is none, one that is not kept does.
 */
public final class IntegratedRegistry {
  private IntegratedRegistry() {}

  /**
   * Its names.
   *
   * @param exposed for the world, empty if there is none
   */
  record Hosts(String internal, String exposed) {}

  /** True if the host is the registry of the cluster; false also if it is not shown to the user. */
  public static boolean isAt(Cluster cluster, String namespace, String host) throws IOException {
    try {
      Hosts hosts = hosts(cluster, namespace);
      return hosts.internal().equals(host) || hosts.exposed().equals(host);
    } catch (StatusException e) {
      NotShown.require(e);
      return false;
    }
  }

  /**
   * What a namespace's streams say.
   *
   * @throws StatusException if the user may neither see nor make one there
   */
  static Hosts hosts(Cluster cluster, String namespace) throws IOException {
    JsonNode status = Json.objectAt(anyStream(cluster, namespace), "status");
    return new Hosts(
        hostOf(Json.string(status, "dockerImageRepository")),
        hostOf(Json.string(status, "publicDockerImageRepository")));
  }

  private static JsonNode anyStream(Cluster cluster, String namespace) throws IOException {
    String list = ResourcePath.of(Kinds.IMAGE_STREAM, namespace) + "?limit=1";
    JsonNode items = Json.arrayAt(cluster.client().json(ApiRequest.get(list)), "items");
    if (!items.isEmpty()) {
      return items.get(0);
    }
    ObjectNode probe =
        Json.object().put("apiVersion", "image.openshift.io/v1").put("kind", "ImageStream");
    Meta.of(probe).put("name", "registry-probe").put("namespace", namespace);
    return new Writes(cluster.client(), DryRun.SERVER, "weir")
        .create(Kinds.IMAGE_STREAM, namespace, probe);
  }

  private static String hostOf(String repository) {
    int slash = repository.indexOf('/');
    return slash < 0 ? "" : repository.substring(0, slash);
  }
}
