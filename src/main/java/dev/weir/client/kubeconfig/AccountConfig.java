package dev.weir.client.kubeconfig;

import dev.weir.client.http.TlsSettings;
import dev.weir.resource.Json;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import tools.jackson.databind.node.ObjectNode;

/** A kubeconfig for somebody else: a chosen cluster, and one user with a token. */
public final class AccountConfig {
  private AccountConfig() {}

  /**
   * The kubeconfig. It names no files, so that it is good on another machine too.
   *
   * @param config where the selection is from
   * @param selection whose cluster it is for; neither its user nor that one's credentials are in it
   * @param user name of the user, and of the only context
   * @param namespace that the context is about
   */
  public static ObjectNode of(
      Kubeconfig config, Selection selection, String user, String namespace, String token) {
    String cluster =
        selection.cluster().isEmpty()
            ? SavedLogin.clusterName(selection.server())
            : selection.cluster();
    ObjectNode file = Json.object().put("apiVersion", "v1").put("kind", "Config");
    ObjectNode entry = file.putArray("clusters").addObject().put("name", cluster);
    entry.set("cluster", cluster(config, selection));
    ObjectNode context = file.putArray("contexts").addObject().put("name", user);
    context
        .putObject("context")
        .put("cluster", cluster)
        .put("namespace", namespace)
        .put("user", user);
    file.put("current-context", user);
    ObjectNode person = file.putArray("users").addObject().put("name", user);
    person.putObject("user").put("token", token);
    return file;
  }

  private static ObjectNode cluster(Kubeconfig config, Selection selection) {
    ObjectNode cluster =
        config.find("clusters", "cluster", selection.cluster()).content().deepCopy();
    TlsSettings tls = selection.tls();
    cluster.remove("certificate-authority");
    cluster.remove("insecure-skip-tls-verify");
    cluster.put("server", selection.server().toString());
    if (tls.insecure()) {
      cluster.remove("certificate-authority-data"); // kubectl refuses both together
      cluster.put("insecure-skip-tls-verify", true);
    } else if (!tls.authorities().isEmpty()) {
      byte[] pem = tls.authorities().getBytes(StandardCharsets.US_ASCII);
      cluster.put("certificate-authority-data", Base64.getEncoder().encodeToString(pem));
    }
    if (!tls.serverName().isEmpty()) {
      cluster.put("tls-server-name", tls.serverName());
    }
    return cluster;
  }
}
