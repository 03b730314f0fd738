package dev.weir.cli.build;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.cluster.Cluster;
import dev.weir.cli.cluster.Durations;
import dev.weir.cli.cluster.ObjectName;
import dev.weir.client.http.ApiClient;
import dev.weir.client.http.ApiRequest;
import dev.weir.client.http.Endpoint;
import dev.weir.client.http.HttpAnswer;
import dev.weir.client.http.Identity;
import dev.weir.client.http.TlsSettings;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The webhooks of {@code start-build}: lists them, and calls one. */
final class BuildWebhooks {
  private static final List<String> LISTED = List.of("all", "generic", "github");

  /** Members of a trigger that is a webhook, and the last word of its address. */
  private static final List<String> TYPES = List.of("generic", "github", "gitlab", "bitbucket");

  private BuildWebhooks() {}

  /**
   * Prints the addresses of a config's webhooks, without their secrets.
   *
   * @param which {@code all}, or one type
   */
  static ExitCode list(Call call, Cluster cluster, String namespace, String config, String which)
      throws IOException {
    JsonNode found = cluster.get(Kinds.BUILD_CONFIG, namespace, config);
    String hooks =
        cluster.selection().server().toString().replaceFirst("/+$", "")
            + "/apis/build.openshift.io/v1/namespaces/"
            + namespace
            + "/buildconfigs/"
            + config
            + "/webhooks/<secret>/";
    for (JsonNode trigger : Json.arrayAt(Json.objectAt(found, "spec"), "triggers")) {
      String type = Json.string(trigger, "type");
      Optional<String> word = TYPES.stream().filter(it -> trigger.path(it).isObject()).findFirst();
      boolean wanted = which.equals("all") || which.equals(type.toLowerCase(Locale.ROOT));
      if (word.isPresent() && wanted) {
        call.print((which.equals("all") ? type + " " : "") + hooks + word.get());
      }
    }
    return ExitCode.SUCCESS;
  }

  /** Which webhooks to list; empty for none. */
  static String listed(Call call) {
    String which = call.text("--list-webhooks");
    if (!which.isEmpty() && !LISTED.contains(which)) {
      throw CliException.error("--list-webhooks must be 'all', 'generic', or 'github'");
    }
    return which;
  }

  /** Calls a webhook: as the user if it is one of the user's server, else as nobody. */
  static ExitCode call(Call call, String address, boolean nameOnly) throws IOException {
    if (!address.endsWith("/generic")) {
      call.warn("warning: the '--from-webhook' flag should be called with a generic webhook URL.");
    }
    URI hook = parsed(address);
    Optional<Cluster> cluster = serverOf(call, hook);
    try (ApiClient client =
        cluster.isPresent() ? cluster.get().anotherClient(call) : stranger(call, hook)) {
      HttpAnswer answer = client.answer(ApiRequest.of("POST", target(hook, cluster), new byte[0]));
      String body = new String(answer.body(), StandardCharsets.UTF_8);
      if (answer.status() / 100 != 2) {
        throw CliException.error(
            "server rejected our request " + answer.status() + "\nremote: " + body.strip());
      }
      if (!body.isBlank()) {
        String name = new ObjectName(Kinds.BUILD, Meta.name(build(body))).shown();
        call.print(name + (nameOnly ? "" : " started"));
      }
      return ExitCode.SUCCESS;
    } finally {
      cluster.ifPresent(Cluster::close);
    }
  }

  /** Path and query, below the path that the server's own address may have. */
  private static String target(URI hook, Optional<Cluster> cluster) {
    String path = String.valueOf(hook.getRawPath());
    String base =
        cluster
            .map(it -> String.valueOf(it.selection().server().getRawPath()))
            .orElse("")
            .replaceFirst("/+$", "");
    String below = path.startsWith(base + "/") ? path.substring(base.length()) : path;
    return below + (hook.getRawQuery() == null ? "" : "?" + hook.getRawQuery());
  }

  private static URI parsed(String address) {
    try {
      URI hook = URI.create(address);
      if (hook.getHost() != null && List.of("http", "https").contains(hook.getScheme())) {
        return hook;
      }
    } catch (IllegalArgumentException _) {
      // said below, without the address: there may be a secret in it
    }
    throw CliException.error(
        "--from-webhook is no address of a webhook; it is like"
            + " https://HOST:PORT/apis/build.openshift.io/v1/namespaces/PROJECT/buildconfigs/NAME"
            + "/webhooks/SECRET/generic");
  }

  /**
   * The server of the call if the webhook is one of it; a webhook of others needs no kubeconfig.
   */
  private static Optional<Cluster> serverOf(Call call, URI hook) throws IOException {
    Cluster cluster;
    try {
      cluster = Cluster.of(call);
    } catch (CliException _) {
      return Optional.empty();
    }
    if (origin(cluster.selection().server()).equals(origin(hook))) {
      return Optional.of(cluster);
    }
    cluster.close();
    return Optional.empty();
  }

  private static String origin(URI address) {
    boolean tls = "https".equals(address.getScheme());
    int port = address.getPort() < 0 ? (tls ? 443 : 80) : address.getPort();
    return address.getScheme() + "://" + address.getHost().toLowerCase(Locale.ROOT) + ":" + port;
  }

  private static ApiClient stranger(Call call, URI hook) {
    TlsSettings tls = new TlsSettings("", call.flag("--insecure-skip-tls-verify"), "", "", "");
    Endpoint endpoint = new Endpoint.Tcp(URI.create(origin(hook)), tls, call.context().proxies());
    return new ApiClient(
        endpoint,
        Identity.ANONYMOUS,
        Durations.timeout(call.text("--request-timeout")),
        call::serverWarning);
  }

  private static JsonNode build(String body) {
    try {
      if (Json.parse(body.getBytes(StandardCharsets.UTF_8)) instanceof ObjectNode object) {
        return object;
      }
    } catch (JacksonException _) {
      // said below
    }
    throw CliException.error(
        "the webhook was called, and its answer is no build; is its address that of a build"
            + " config's webhook?");
  }
}
