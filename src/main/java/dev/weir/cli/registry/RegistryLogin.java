package dev.weir.cli.registry;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Flags;
import dev.weir.cli.cluster.Cluster;
import dev.weir.cli.output.Progress;
import dev.weir.cli.registry.IntegratedRegistry.Hosts;
import dev.weir.client.http.ApiRequest;
import dev.weir.client.http.ResourcePath;
import dev.weir.reference.Port;
import dev.weir.remote.Credential;
import dev.weir.remote.outbound.AddressPolicy;
import dev.weir.remote.outbound.OutboundSettings;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code registry login}: keeps a login for docker, podman and skopeo. The session's token is only
 * written for the integrated registry (cli.md 20, row 27).
 */
public final class RegistryLogin implements Command {
  private static final String UNKNOWN =
      "The public hostname of the integrated registry could not be determined. Please specify one"
          + " with --registry.";

  @Override
  public Flags flags() {
    return Flags.of("registry login")
        .describedAs(
            "Write the session's token where podman, buildah and skopeo look for logins first"
                + " (REGISTRY_AUTH_FILE, else containers/auth.json in XDG_RUNTIME_DIR or"
                + " /run/containers/UID), and into docker's file or safe if docker is there. For"
                + " another registry than the integrated one, name a login of its own with"
                + " --auth-basic.")
        .examples("weir registry login\nweir registry login --to=auth.json")
        .text("--registry", "HOST", "The registry; the integrated one if left out.")
        .text("--to", "FILE", "The file to write, and no other.")
        .text("-a,--registry-config", "FILE", "As --to.")
        .text("--auth-basic", "USER:PASSWORD", "This login instead of the session's token.")
        .text(
            "-z,--service-account",
            "NAME",
            "A token of this service account instead (deprecated; see create token).")
        .flag("--skip-check", "Keep the login without asking the registry whether it is good.")
        .flag("--insecure", "Allow HTTP and unknown certificates when asking the registry.");
  }

  @Override
  public ExitCode run(Call call) throws IOException, InterruptedException {
    call.refuseArguments("no arguments are expected; name the registry with --registry");
    String basic = call.text("--auth-basic");
    String account = call.text("--service-account");
    if (!account.isEmpty()) {
      call.warn(
          "Flag --service-account has been deprecated, and will be removed in the future version."
              + " Use weir create token instead.");
    }
    if (!basic.isEmpty() && !account.isEmpty()) {
      throw CliException.error(
          "You may only specify a single authentication input as --auth-basic");
    }
    if (!basic.isEmpty() && basic.indexOf(':') < 1) {
      throw CliException.error("--auth-basic must be in the form user:password");
    }
    String host = call.text("--registry");
    checkPort(host);
    Credential credential;
    String namespace;
    List<X509Certificate> trusted;
    try (Cluster cluster = Cluster.of(call)) {
      namespace = cluster.namespace();
      trusted = cluster.selection().tls().trusted(); // the registry's is the server's
      if (host.isEmpty()) {
        host = integrated(call, RegistryInfo.find(cluster, UNKNOWN));
      } else if (basic.isEmpty() && !IntegratedRegistry.isAt(cluster, namespace, host)) {
        throw CliException.error(
            host
                + " is not the integrated registry of the server, and your token is not for"
                + " others; log in there with --auth-basic=USER:PASSWORD");
      }
      credential = basic.isEmpty() ? ownLogin(cluster, account) : given(basic);
    }
    if (!call.flag("--skip-check")) {
      OutboundSettings settings =
          OutboundSettings.of(AddressPolicy.PRIVATE_ALLOWED, trusted)
              .through(call.context().proxies());
      String asking = "asking " + host + " whether it takes the login, ";
      try (Progress _ = Progress.of(call.context(), so -> asking + so.toSeconds() + " s")) {
        LoginCheck.check(host, namespace, credential, call.flag("--insecure"), settings);
      }
    }
    new LoginKeeper(call, host, credential).keep();
    return ExitCode.SUCCESS;
  }

  private static void checkPort(String host) {
    try {
      if (!host.contains("/")) {
        Port.checkIn(host);
      }
    } catch (IllegalArgumentException e) {
      throw CliException.error("--registry " + host + ": " + e.getMessage());
    }
  }

  private static Credential given(String basic) {
    int colon = basic.indexOf(':');
    return new Credential(basic.substring(0, colon), basic.substring(colon + 1));
  }

  /** The session's token, or a new one of a service account. */
  private static Credential ownLogin(Cluster cluster, String account) throws IOException {
    if (account.isEmpty()) {
      String token = cluster.selection().identity().token();
      if (token.isEmpty()) {
        throw CliException.error("no token is currently in use for this session");
      }
      return new Credential("user", token);
    }
    String target = ResourcePath.of(Kinds.SERVICE_ACCOUNT, cluster.namespace(), account) + "/token";
    ObjectNode request =
        Json.object().put("apiVersion", "authentication.k8s.io/v1").put("kind", "TokenRequest");
    request.putObject("spec");
    ObjectNode answer = cluster.client().json(ApiRequest.of("POST", target, Json.bytes(request)));
    String user = "system-serviceaccount-" + cluster.namespace() + "-" + account;
    return new Credential(user, Json.string(Json.objectAt(answer, "status"), "token"));
  }

  private static String integrated(Call call, Hosts hosts) {
    if (hosts.exposed().isEmpty()) {
      call.warn("info: Using internal registry hostname " + hosts.internal());
      return hosts.internal();
    }
    call.warn("info: Using registry public hostname " + hosts.exposed());
    return hosts.exposed();
  }
}
