package dev.weir.cluster;

import dev.weir.client.http.Identity;
import dev.weir.client.http.TlsContext;
import dev.weir.client.http.TlsSettings;
import dev.weir.client.kubeconfig.Kubeconfig;
import dev.weir.client.kubeconfig.KubeconfigException;
import dev.weir.client.kubeconfig.Overrides;
import dev.weir.client.kubeconfig.Selection;
import dev.weir.failure.FileProblem;
import dev.weir.network.ProxyRules;
import dev.weir.remote.outbound.OutboundSettings.OneServerTls;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Supplier;

/**
 * How an API server is reached, and as whom.
 *
 * @param identity asked for each request: tokens change while a process runs
 */
public record ClusterAccess(
    URI server, TlsSettings tls, ProxyRules proxies, Supplier<Identity> identity) {
  /** Where a pod finds its service account. */
  public static final Path POD = Path.of("/var/run/secrets/kubernetes.io/serviceaccount");

  private static final Path HERE = Path.of("").toAbsolutePath();

  /**
   * What a kubeconfig's current context says. Its token is read again as it changes; certificates
   * and addresses are those of this moment.
   *
   * @param environment names proxies
   * @throws IllegalArgumentException if the file says too little, or what a server cannot do
   */
  public static ClusterAccess ofKubeconfig(Path file, Map<String, String> environment) {
    Selection selection = select(file, environment);
    if (!selection.identity().asUser().isEmpty()) {
      throw new IllegalArgumentException(
          file
              + ": it acts as another user (as), which a server does not; name the account itself");
    }
    return new ClusterAccess(
        selection.server(),
        selection.tls(),
        selection.proxies(),
        Renewed.of(renewal(file, environment, selection), selection.identity()));
  }

  /** What the account of the file shows when it is asked. */
  static Supplier<Identity> renewal(Path file, Map<String, String> environment, Selection first) {
    return () -> sameAccount(select(file, environment), first);
  }

  /** No other server's and no other account's: what it shows goes to the first server. */
  private static Identity sameAccount(Selection now, Selection first) {
    if (!now.server().equals(first.server())
        || !now.cluster().equals(first.cluster())
        || !now.user().equals(first.user())
        || !now.identity().asUser().isEmpty()) {
      throw new IllegalArgumentException(
          "the kubeconfig's current context is another cluster or account than at the start;"
              + " restart to use it");
    }
    return now.identity();
  }

  static Selection select(Path file, Map<String, String> environment) {
    if (!Files.isReadable(file)) {
      throw new IllegalArgumentException("cannot read the file " + file);
    }
    try {
      return Kubeconfig.load(file.toString(), environment, HERE, HERE).select(Overrides.NONE);
    } catch (KubeconfigException e) {
      throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
    } catch (IOException e) {
      throw new IllegalArgumentException(file + ": " + FileProblem.words(e), e);
    }
  }

  /**
   * The cluster that this process is a pod of, as the pod's service account.
   *
   * @param environment names the cluster's address
   * @param account usually {@link #POD}
   * @throws IllegalArgumentException if this is no pod, or one without an account
   */
  public static ClusterAccess inCluster(Map<String, String> environment, Path account) {
    String host = environment.getOrDefault("KUBERNETES_SERVICE_HOST", "");
    String port = environment.getOrDefault("KUBERNETES_SERVICE_PORT", "443");
    if (host.isEmpty()) {
      throw new IllegalArgumentException(
          "in-cluster: this is no pod (KUBERNETES_SERVICE_HOST is not set); name a kubeconfig");
    }
    String authority = (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    try {
      String authorities = FileProblem.read(account.resolve("ca.crt"));
      Supplier<Identity> token = () -> token(account.resolve("token"));
      return new ClusterAccess(
          URI.create("https://" + authority),
          new TlsSettings(authorities, false, "", "", ""),
          ProxyRules.DIRECT,
          Renewed.of(token, token.get()));
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "in-cluster: the pod's service account cannot be read: " + FileProblem.named(e), e);
    }
  }

  private static Identity token(Path file) {
    try {
      return Identity.ofToken(FileProblem.read(file).strip());
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "in-cluster: the pod's service account cannot be read: " + FileProblem.named(e), e);
    }
  }

  /**
   * What the server is believed by and shown.
   *
   * @throws IllegalArgumentException if there is no certificate or key where one should be
   */
  public OneServerTls serverTls() {
    try {
      return new OneServerTls(TlsContext.of(tls), tls.serverName(), !tls.insecure());
    } catch (TlsContext.UnusableException e) {
      throw new IllegalArgumentException(String.valueOf(e.getMessage()), e);
    }
  }
}
