package dev.weir.client.kubeconfig;

import dev.weir.resource.Json;
import java.net.URI;
import tools.jackson.databind.node.ObjectNode;

/**
 * A login to keep.
 *
 * @param authority file with the certificates that sign the server's, as an absolute path; empty
 *     for those that are known already
 * @param insecure any certificate of the server is accepted from now on
 * @param namespace empty if the user has none
 */
public record SavedLogin(
    URI server, String authority, boolean insecure, String user, String token, String namespace) {

  /** {@code HOST-WITH-DASHES:PORT}, as oc names clusters. */
  String clusterName() {
    return clusterName(server);
  }

  static String clusterName(URI server) {
    int port = server.getPort();
    int usual = "https".equalsIgnoreCase(server.getScheme()) ? 443 : 80;
    return server.getHost().replace('.', '-') + ":" + (port < 0 ? usual : port);
  }

  /** What is known of the cluster now. */
  ObjectNode cluster() {
    ObjectNode cluster = Json.object().put("server", server.toString());
    if (!authority.isEmpty()) {
      cluster.put("certificate-authority", authority);
    }
    if (insecure) {
      cluster.put("insecure-skip-tls-verify", true);
    }
    return cluster;
  }

  /** Never shows the token. */
  @Override
  public String toString() {
    return "SavedLogin[" + user + " on " + server + "]";
  }
}
