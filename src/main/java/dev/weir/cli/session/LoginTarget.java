package dev.weir.cli.session;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.cluster.Durations;
import dev.weir.client.http.ApiClient;
import dev.weir.client.http.ApiRequest;
import dev.weir.client.http.Endpoint;
import dev.weir.client.http.Identity;
import dev.weir.client.http.TlsSettings;
import dev.weir.client.kubeconfig.Kubeconfig;
import dev.weir.client.kubeconfig.KubeconfigException;
import dev.weir.client.kubeconfig.Overrides;
import dev.weir.client.kubeconfig.Selection;
import dev.weir.network.ProxyRules;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * The server to log in to, and what is known of it.
 *
 * @param authority file of {@code --certificate-authority}, empty if it was not given
 * @param knownToken of an earlier login there, empty if there is none
 */
record LoginTarget(
    Kubeconfig kubeconfig,
    URI server,
    TlsSettings tls,
    ProxyRules proxies,
    String authority,
    String knownToken,
    Duration timeout) {

  static LoginTarget of(Call call) throws IOException {
    Kubeconfig kubeconfig =
        Kubeconfig.loadForLogin(
            call.text("--kubeconfig"),
            call.context().environment(),
            call.context().directory(),
            call.context().home());
    URI server = server(call, kubeconfig);
    String cluster = kubeconfig.clusterAt(server);
    String flag = call.text("--certificate-authority");
    String authority =
        flag.isEmpty() ? "" : call.context().directory().resolve(flag).normalize().toString();
    String user = user(call, kubeconfig, cluster);
    Selection selection =
        kubeconfig.select(
            new Overrides(
                "",
                cluster.isEmpty() ? NOBODY : cluster,
                user,
                "",
                cluster.isEmpty() ? server.toString() : "",
                "",
                "",
                List.of(),
                "",
                authority,
                "",
                "",
                call.flag("--insecure-skip-tls-verify"),
                call.text("--tls-server-name")));
    return new LoginTarget(
        kubeconfig,
        selection.server(),
        selection.tls(),
        selection.proxies(),
        authority,
        call.arguments().given("--token") ? "" : selection.identity().token(),
        Durations.timeout(call.text("--request-timeout")));
  }

  /** A name that no entry has. */
  private static final String NOBODY = "\0";

  private static URI server(Call call, Kubeconfig kubeconfig) throws IOException {
    String given =
        call.positional().isEmpty() ? call.text("--server") : call.positional().getFirst();
    try {
      Overrides overrides =
          new Overrides("", "", NOBODY, "", given, "", "", List.of(), "", "", "", "", false, "");
      return kubeconfig.select(overrides).server();
    } catch (KubeconfigException e) {
      if (given.isEmpty()) {
        throw CliException.error("A server URL must be specified");
      }
      throw e;
    }
  }

  /** The entry of an earlier login: of the named user, or else the current one at this server. */
  private static String user(Call call, Kubeconfig kubeconfig, String cluster) throws IOException {
    String name = call.text("--username");
    if (!name.isEmpty()) {
      return name + "/" + cluster;
    }
    if (cluster.isEmpty() || kubeconfig.currentContext().isEmpty()) {
      return NOBODY;
    }
    Selection current = kubeconfig.select(Overrides.NONE);
    return current.cluster().equals(cluster) ? current.user() : NOBODY;
  }

  /** True for a registry of any maker, which answers at {@code /v2/} and says what it is. */
  boolean isRegistry() throws IOException {
    try (ApiClient client = client("")) {
      return client
          .answer(ApiRequest.get("/v2/"))
          .header("docker-distribution-api-version")
          .startsWith("registry/");
    }
  }

  /** A client that sends this token, or nothing if it is empty. */
  ApiClient client(String token) {
    Identity identity = token.isEmpty() ? Identity.ANONYMOUS : Identity.ofToken(token);
    return new ApiClient(new Endpoint.Tcp(server, tls, proxies), identity, timeout, _ -> {});
  }
}
