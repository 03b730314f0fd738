package dev.weir.client.kubeconfig;

import dev.weir.client.http.Endpoint;
import dev.weir.client.http.Identity;
import dev.weir.client.http.TlsSettings;
import dev.weir.failure.FileProblem;
import dev.weir.network.ProxyRules;
import dev.weir.reference.Port;
import dev.weir.resource.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The server, user and namespace of a call. Texts are empty when not set.
 *
 * @param context name, empty if none was chosen
 * @param namespace {@code default} if none was chosen
 * @param proxies the cluster's {@code proxy-url}, or those of the environment
 * @param socketDirectories that may hold the socket of a server on this machine
 */
public record Selection(
    String context,
    String cluster,
    String user,
    String namespace,
    URI server,
    TlsSettings tls,
    ProxyRules proxies,
    Identity identity,
    List<Path> socketDirectories) {
  private static final Path HERE = Path.of("");
  private static final Set<String> SCHEMES = Set.of("http", "https");

  public Selection {
    socketDirectories = List.copyOf(socketDirectories);
  }

  static Selection of(Kubeconfig config, Overrides overrides) throws IOException {
    String context = first(overrides.context(), config.currentContext());
    if (!overrides.context().isEmpty() && !config.hasContext(context)) {
      throw new KubeconfigException("context \"" + context + "\" does not exist");
    }
    ObjectNode chosen = config.find("contexts", "context", context).content();
    String clusterName = first(overrides.cluster(), Json.string(chosen, "cluster"));
    String userName = first(overrides.user(), Json.string(chosen, "user"));
    Kubeconfig.Entry cluster = config.find("clusters", "cluster", clusterName);
    Kubeconfig.Entry user = config.find("users", "user", userName);
    return new Selection(
        context,
        clusterName,
        userName,
        first(overrides.namespace(), first(Json.string(chosen, "namespace"), "default")),
        server(first(overrides.server(), Json.string(cluster.content(), "server"))),
        tls(cluster, user, overrides),
        proxies(config, cluster),
        identity(userName, user, overrides),
        config.socketDirectories());
  }

  private static ProxyRules proxies(Kubeconfig config, Kubeconfig.Entry cluster) {
    String url = Json.string(cluster.content(), "proxy-url");
    try {
      return url.isEmpty()
          ? config.proxies()
          : ProxyRules.always(url, "the kubeconfig's proxy-url");
    } catch (IllegalArgumentException e) {
      throw new KubeconfigException(String.valueOf(e.getMessage()));
    }
  }

  private static TlsSettings tls(
      Kubeconfig.Entry cluster, Kubeconfig.Entry user, Overrides overrides) throws IOException {
    boolean insecure =
        overrides.server().isEmpty()
            && cluster.content().path("insecure-skip-tls-verify").asBoolean(false);
    return new TlsSettings(
        first(file(HERE, overrides.authority()), pem(cluster, "certificate-authority")),
        overrides.insecure() || insecure,
        first(overrides.serverName(), Json.string(cluster.content(), "tls-server-name")),
        first(file(HERE, overrides.clientCertificate()), pem(user, "client-certificate")),
        first(file(HERE, overrides.clientKey()), pem(user, "client-key")));
  }

  private static Identity identity(String name, Kubeconfig.Entry user, Overrides overrides)
      throws IOException {
    if (user.content().has("exec") && overrides.token().isEmpty()) {
      throw new KubeconfigException(
          "user \""
              + name
              + "\" gets its credentials from a program (exec), which weir does not run; pass"
              + " --token");
    }
    List<String> groups =
        Json.arrayAt(user.content(), "as-groups").valueStream().map(JsonNode::asString).toList();
    return new Identity(
        first(overrides.token(), token(user)),
        Json.string(user.content(), "username"),
        Json.string(user.content(), "password"),
        first(overrides.asUser(), Json.string(user.content(), "as")),
        overrides.asGroups().isEmpty() ? groups : overrides.asGroups(),
        first(overrides.asUid(), Json.string(user.content(), "as-uid")));
  }

  /** How a context of a namespace with this cluster and user is named, as oc names it. */
  public String contextOf(String inNamespace) {
    return inNamespace + "/" + cluster + "/" + user.replaceFirst("/.*$", "");
  }

  /** How the server is reached. */
  public Endpoint endpoint() {
    Endpoint.Tcp tcp = new Endpoint.Tcp(server, tls, proxies);
    return socket().<Endpoint>map(path -> new Endpoint.UnixSocket(path, tcp)).orElse(tcp);
  }

  private static URI server(String text) {
    if (text.isEmpty()) {
      throw new KubeconfigException(
          """
          Missing or incomplete configuration info.  Please point to an existing, complete config file:

            1. Via the command-line flag --kubeconfig
            2. Via the KUBECONFIG environment variable
            3. In your home directory as ~/.kube/config

          The administrator's of a server that you started is ~/.local/share/weir/admin.kubeconfig;
          'weir serve' starts one of your own.\
          """);
    }
    try {
      URI server = URI.create(text.contains("://") ? text : "https://" + text);
      if (!SCHEMES.contains(server.getScheme())) {
        throw new KubeconfigException(
            "the server address \"" + text + "\" speaks no HTTP; it is like https://HOST:PORT");
      }
      if (server.getHost() != null) {
        checkPort(text, server);
        return server;
      }
    } catch (IllegalArgumentException _) {
      // said below
    }
    throw new KubeconfigException(
        "the server address \"" + text + "\" names no host; it is like https://HOST:PORT");
  }

  private static void checkPort(String text, URI server) {
    try {
      Port.check(server.getPort());
    } catch (IllegalArgumentException e) {
      throw new KubeconfigException("the server address \"" + text + "\": " + e.getMessage());
    }
  }

  private static String first(String one, String other) {
    return one.isEmpty() ? other : one;
  }

  private static String token(Kubeconfig.Entry user) throws IOException {
    String token = Json.string(user.content(), "token");
    return token.isEmpty()
        ? file(user.directory(), Json.string(user.content(), "tokenFile")).strip()
        : token;
  }

  /** PEM text from {@code NAME-data} or from the file {@code NAME}. */
  private static String pem(Kubeconfig.Entry entry, String name) throws IOException {
    String data = Json.string(entry.content(), name + "-data");
    if (data.isEmpty()) {
      return file(entry.directory(), Json.string(entry.content(), name));
    }
    try {
      return new String(Base64.getMimeDecoder().decode(data), StandardCharsets.US_ASCII);
    } catch (IllegalArgumentException _) {
      throw new KubeconfigException("the kubeconfig's " + name + "-data is not base64");
    }
  }

  private static String file(Path directory, String name) throws IOException {
    return name.isEmpty() ? "" : FileProblem.read(directory.resolve(name));
  }

  /**
   * The socket of the selected server, if it runs on this machine: a data directory with a socket
   * whose own kubeconfig names the same address (design: {@code DIR/weir.sock}).
   */
  private Optional<Path> socket() {
    if (!isThisMachine()) {
      return Optional.empty();
    }
    for (Path directory : socketDirectories) {
      Path socket = directory.resolve("weir.sock");
      if (Files.exists(socket) && names(directory.resolve("admin.kubeconfig"), server)) {
        return Optional.of(socket);
      }
    }
    return Optional.empty();
  }

  private static boolean names(Path kubeconfig, URI server) {
    Pattern member =
        Pattern.compile(
            "server[\"']?:\\s*[\"']?" + Pattern.quote(server.toString()) + "/?(?:[\"',}\\s]|$)");
    try {
      return Files.isReadable(kubeconfig) && member.matcher(Files.readString(kubeconfig)).find();
    } catch (IOException _) {
      return false;
    }
  }

  private boolean isThisMachine() {
    String host = server.getHost();
    try {
      return host.equals("localhost")
          || host.equals("127.0.0.1")
          || host.equals("[::1]")
          || NetworkInterface.getByInetAddress(InetAddress.getByName(host)) != null;
    } catch (IOException _) {
      return false;
    }
  }
}
