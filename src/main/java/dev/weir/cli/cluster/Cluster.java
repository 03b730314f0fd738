package dev.weir.cli.cluster;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.client.Resources;
import dev.weir.client.http.ApiClient;
import dev.weir.client.http.ApiRequest;
import dev.weir.client.http.HttpResources;
import dev.weir.client.kubeconfig.Kubeconfig;
import dev.weir.client.kubeconfig.KubeconfigException;
import dev.weir.client.kubeconfig.Overrides;
import dev.weir.client.kubeconfig.Selection;
import dev.weir.resource.Kinds;
import dev.weir.resource.ResourceKind;
import dev.weir.resource.StatusException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** The server of a call, as the user that the kubeconfig and the flags choose. */
public final class Cluster implements AutoCloseable {
  private static final int NOT_FOUND = 404;

  /** Longest wait for a server that is not what a command is about. */
  private static final Duration ASIDE = Duration.ofSeconds(10);

  private final Kubeconfig kubeconfig;
  private final Selection selection;
  private final ApiClient client;
  private final Resources resources;
  private final KindFinder kinds;

  private Cluster(
      Kubeconfig kubeconfig,
      Selection selection,
      ApiClient client,
      Optional<DiscoveryCache> cache) {
    this.kubeconfig = kubeconfig;
    this.selection = selection;
    this.client = client;
    this.resources = new HttpResources(client);
    this.kinds = new KindFinder(new Discovery(client, cache));
  }

  /**
   * Chooses server and user. Nothing is sent yet, unless the server's version must be this one.
   *
   * @throws CliException if the kubeconfig leads nowhere, or the versions differ
   */
  public static Cluster of(Call call) throws IOException {
    Cluster cluster =
        chosen(
            call,
            path(call, "--certificate-authority"),
            Durations.timeout(call.text("--request-timeout")));
    if (call.flag("--match-server-version")) {
      try {
        ServerVersion.of(cluster.client).mustMatch(call.context().version());
      } catch (IOException | RuntimeException e) {
        cluster.close();
        throw e;
      }
    }
    return cluster;
  }

  /**
   * The same for a command that talks to registries itself, and to the server only to know which
   * registry is its own: it does not wait long for that, and {@code --certificate-authority} is of
   * registries, unless the flags name the server too.
   *
   * @throws CliException if the kubeconfig leads nowhere
   */
  public static Cluster besideRegistries(Call call) throws IOException {
    String authority = call.text("--server").isEmpty() ? "" : path(call, "--certificate-authority");
    Duration asked = Durations.timeout(call.text("--request-timeout"));
    return chosen(call, authority, asked.isZero() ? ASIDE : asked);
  }

  /**
   * The same for a command that works on the server and its registry: {@code
   * --certificate-authority} is of the registry.
   *
   * @throws CliException if the kubeconfig leads nowhere
   */
  public static Cluster besideItsRegistry(Call call) throws IOException {
    return chosen(call, "", Durations.timeout(call.text("--request-timeout")));
  }

  private static Cluster chosen(Call call, String authority, Duration timeout) throws IOException {
    try {
      Kubeconfig kubeconfig =
          Kubeconfig.load(
              call.text("--kubeconfig"),
              call.context().environment(),
              call.context().directory(),
              call.context().home());
      mustHave(kubeconfig, call.text("--cluster"), call.text("--user"));
      Selection selection = kubeconfig.select(overrides(call, authority));
      ApiClient client =
          new ApiClient(selection.endpoint(), selection.identity(), timeout, new Passing(call));
      return new Cluster(kubeconfig, selection, client, cache(call, selection));
    } catch (KubeconfigException | IllegalArgumentException e) {
      String message = e.getMessage();
      throw CliException.error(message == null ? "the kubeconfig cannot be used" : message);
    }
  }

  /** Nobody is anonymous, or on this machine's server, for a name that was typed wrongly. */
  private static void mustHave(Kubeconfig kubeconfig, String cluster, String user) {
    if (!cluster.isEmpty() && !kubeconfig.hasCluster(cluster)) {
      throw CliException.error("no server found for cluster \"" + cluster + "\"");
    }
    if (!user.isEmpty() && !kubeconfig.hasUser(user)) {
      throw CliException.error("auth info \"" + user + "\" does not exist");
    }
  }

  private static Optional<DiscoveryCache> cache(Call call, Selection selection) {
    String directory = path(call, "--cache-dir");
    return directory.isEmpty()
        ? Optional.empty()
        : Optional.of(
            DiscoveryCache.under(Path.of(directory), selection.server(), call.context().clock()));
  }

  private static Overrides overrides(Call call, String authority) {
    return new Overrides(
        call.text("--context"),
        call.text("--cluster"),
        call.text("--user"),
        call.text("--namespace"),
        call.text("--server"),
        call.text("--token"),
        call.text("--as"),
        call.arguments().texts("--as-group"),
        call.text("--as-uid"),
        authority,
        path(call, "--client-certificate"),
        path(call, "--client-key"),
        call.flag("--insecure-skip-tls-verify"),
        call.text("--tls-server-name"));
  }

  private static String path(Call call, String flag) {
    String given = call.text(flag);
    return given.isEmpty() ? "" : call.context().directory().resolve(given).toString();
  }

  /** Shows the user what the server says besides its answer. */
  private record Passing(Call call) implements ApiClient.Listener {
    @Override
    public void warning(String text) {
      synchronized (call) { // a call may have several connections
        call.serverWarning(text);
      }
    }

    @Override
    public void answered(ApiRequest request, int status, Duration time) {
      if (call.verbosity() >= 6) {
        call.warn(request + " " + status + " in " + time.toMillis() + " milliseconds");
      }
    }
  }

  public Kubeconfig kubeconfig() {
    return kubeconfig;
  }

  public Selection selection() {
    return selection;
  }

  /** The namespace of this call. */
  public String namespace() {
    return selection.namespace();
  }

  public ApiClient client() {
    return client;
  }

  /** Another connection to the same server; nothing is sent yet. The caller closes it. */
  public ApiClient anotherClient(Call call) {
    return new ApiClient(
        selection.endpoint(),
        selection.identity(),
        Durations.timeout(call.text("--request-timeout")),
        new Passing(call));
  }

  /**
   * The same for a command that runs for long, and so must not wait for ever for an answer.
   *
   * @param usual longest time for one request if {@code --request-timeout} says nothing
   */
  public ApiClient anotherClient(Call call, Duration usual) {
    Duration asked = Durations.timeout(call.text("--request-timeout"));
    return new ApiClient(
        selection.endpoint(),
        selection.identity(),
        asked.isZero() ? usual : asked,
        new Passing(call));
  }

  public Resources resources() {
    return resources;
  }

  /**
   * The object that the user named.
   *
   * @throws StatusException the namespace's, if that is what is missing (cli.md 1)
   */
  public ObjectNode get(ResourceKind kind, String namespace, String name) {
    try {
      return resources.get(kind, namespace, name).copy();
    } catch (StatusException e) {
      throw missing(e, kind, namespace);
    }
  }

  /** A refusal for one object, or that of its namespace if there is none. */
  public StatusException missing(StatusException refusal, ResourceKind kind, String namespace) {
    if (refusal.status().code() == NOT_FOUND && kind.namespaced() && !namespace.isEmpty()) {
      try {
        resources.get(Kinds.NAMESPACE, "", namespace);
      } catch (StatusException e) {
        return e.status().code() == NOT_FOUND ? e : refusal;
      }
    }
    return refusal;
  }

  /**
   * An empty project is told from one that is not there, or not to be seen.
   *
   * @throws StatusException that of the project or of its namespace
   */
  public void requireProject() {
    try {
      var _ = get(Kinds.PROJECT, "", namespace());
    } catch (StatusException e) {
      if (e.status().code() != NOT_FOUND) {
        throw e;
      }
      var _ = get(Kinds.NAMESPACE, "", namespace()); // no server but OpenShift has projects
    }
  }

  public KindFinder kinds() {
    return kinds;
  }

  @Override
  public void close() {
    client.close();
  }
}
