package dev.weir.clients;

import dev.weir.client.Resources;
import dev.weir.client.ResourcesContract;
import dev.weir.client.http.Identity;
import dev.weir.client.http.TlsSettings;
import dev.weir.cluster.ClusterAccess;
import dev.weir.cluster.ClusterResources;
import dev.weir.resource.ApiObject;
import dev.weir.resource.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/** The contract of objects, with Kubernetes' own API server at the other end. */
class KubernetesResourcesTest extends ResourcesContract {
  private static KubeApiServer server;
  private static ClusterAccess administrator;
  private static String nobodys = "";

  private final List<ClusterResources> opened = new ArrayList<>();

  @BeforeAll
  static void start(@TempDir Path directory) throws IOException, InterruptedException {
    server = KubeApiServer.start(directory.resolve("cluster"));
    administrator = ClusterAccess.ofKubeconfig(server.kubeconfig(), Map.of());
    try (ClusterResources all =
        new ClusterResources(administrator, ClusterResources.Limits.USUAL)) {
      ApiObject _ =
          all.create(ACCOUNT, "default", object("v1", "ServiceAccount", "default", "nobody"));
      ObjectNode asked =
          Json.object().put("apiVersion", "authentication.k8s.io/v1").put("kind", "TokenRequest");
      nobodys =
          all.create(ACCOUNT, "default", "nobody", "token", asked)
              .tree()
              .at("/status/token")
              .asString("");
    }
  }

  @AfterAll
  static void stop() throws IOException {
    if (server != null) {
      server.close();
    }
  }

  @AfterEach
  void close() {
    opened.forEach(ClusterResources::close);
  }

  private ClusterResources of(ClusterAccess access) {
    ClusterResources resources = new ClusterResources(access, ClusterResources.Limits.USUAL);
    opened.add(resources);
    return resources;
  }

  @Override
  protected Resources administrator() {
    return of(administrator);
  }

  @Override
  protected Resources stranger() {
    return of(
        new ClusterAccess(
            administrator.server(),
            new TlsSettings(administrator.tls().authorities(), false, "", "", ""),
            administrator.proxies(),
            () -> Identity.ofToken(nobodys)));
  }
}
