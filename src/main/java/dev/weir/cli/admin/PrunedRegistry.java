package dev.weir.cli.admin;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Refusal;
import dev.weir.cli.cluster.Durations;
import dev.weir.client.http.ApiClient;
import dev.weir.client.http.Endpoint;
import dev.weir.client.http.Identity;
import dev.weir.client.http.TlsSettings;
import dev.weir.client.kubeconfig.Selection;
import dev.weir.pruning.PruneInput;
import dev.weir.reference.ImageReference;
import java.io.IOException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds the registry that is pruned, and how it is spoken to (cli.md 13). */
final class PrunedRegistry {
  private static final int OK = 200;

  private final Call call;
  private final PruneFlags flags;
  private final Selection selection;
  private final String named;
  private final boolean insecure;
  private final TlsSettings tls;

  private PrunedRegistry(Call call, PruneFlags flags, Selection selection, String named)
      throws IOException {
    this.call = call;
    this.flags = flags;
    this.selection = selection;
    this.named = named;
    this.insecure =
        flags.forceInsecure()
            || (flags.authority().isEmpty()
                && (selection.tls().insecure()
                    || RegistryUrl.isPrivate(named)
                    || named.startsWith("http://")));
    this.tls = tls();
  }

  /**
   * The registry that was named, or else that of the images.
   *
   * @throws CliException if there is none
   */
  static PrunedRegistry find(Call call, PruneFlags flags, Selection selection, PruneInput input)
      throws IOException {
    String named = flags.registryUrl();
    return new PrunedRegistry(
        call, flags, selection, named.isEmpty() ? host(input.pullSpec()) : named);
  }

  private static String host(Optional<String> pullSpec) {
    String missing = "unable to find the remote registry host: ";
    if (pullSpec.filter(it -> !it.isEmpty()).isEmpty()) {
      throw CliException.error(missing + "no managed image found");
    }
    try {
      String host = ImageReference.parse(pullSpec.get()).registry();
      if (host.isEmpty()) {
        throw CliException.error(missing + pullSpec.get() + " does not include a registry");
      }
      return host;
    } catch (IllegalArgumentException e) {
      throw CliException.error(
          missing + "unable to parse \"" + pullSpec.get() + "\": " + e.getMessage());
    }
  }

  private TlsSettings tls() throws IOException {
    if (insecure) {
      return new TlsSettings("", true, "", "", "");
    }
    StringBuilder authorities = new StringBuilder(selection.tls().authorities());
    if (!flags.authority().isEmpty()) {
      Path file = call.context().file(flags.authority());
      try {
        authorities.append('\n').append(Files.readString(file));
      } catch (IOException e) {
        throw CliException.error(
            "failed to read registry ca bundle: " + Refusal.text(e).replaceFirst("^error: ", ""));
      }
    }
    TlsSettings settings = new TlsSettings(authorities.toString(), false, "", "", "");
    try {
      var _ = settings.trusted();
    } catch (IllegalArgumentException e) {
      throw CliException.error("failed to read registry ca bundle: " + e.getMessage());
    }
    return settings;
  }

  /**
   * As many connections as are asked for, to where the registry answers.
   *
   * @throws CliException if it does not
   */
  List<RegistryCalls> connect(int count) {
    URI found = ping();
    List<RegistryCalls> all = new ArrayList<>();
    for (int one = 0; one < count; one++) {
      all.add(calls(found));
    }
    return all;
  }

  private RegistryCalls calls(URI registry) {
    ApiClient client =
        new ApiClient(
            new Endpoint.Tcp(registry, tls, call.context().proxies()),
            Identity.ANONYMOUS,
            Durations.timeout(call.text("--request-timeout")),
            _ -> {});
    return new RegistryCalls(client, selection.identity().token());
  }

  private URI ping() {
    List<String> failures = new ArrayList<>();
    for (String path : List.of("/", "/healthz")) {
      failures.clear();
      boolean again = false;
      for (String scheme : schemes()) {
        URI registry = URI.create(scheme + "://" + RegistryUrl.host(named));
        try (RegistryCalls calls = calls(registry)) {
          int status = calls.get(path);
          if (status == OK) {
            return registry;
          }
          again = true;
          failures.add("unexpected status: " + RegistryCalls.words(status));
        } catch (IOException e) {
          failures.add("Get \"" + registry + path + "\": " + reason(e));
        }
      }
      if (!again) {
        break;
      }
    }
    throw CliException.error(
        "failed to ping registry "
            + named
            + ": "
            + (failures.size() == 1 ? failures.getFirst() : failures.toString()));
  }

  private List<String> schemes() {
    int colon = named.indexOf("://");
    if (colon >= 0) {
      return List.of(named.substring(0, colon));
    }
    return insecure || RegistryUrl.isPrivate(named) ? List.of("https", "http") : List.of("https");
  }

  private String reason(IOException e) {
    String said =
        e instanceof UnknownHostException ? "no such host" : String.valueOf(e.getMessage());
    String route =
        flags.registryUrl().isEmpty() && said.matches("(?s).*(timed out|no such host).*")
            ? "\n* Please provide a reachable route to the integrated registry using"
                + " --registry-url."
            : "";
    String plain =
        !insecure && said.matches("(?s).*(plain HTTP|plaintext|SSL/TLS record|no TLS).*")
            ? "\n* Append --force-insecure if you really want to prune the registry using"
                + " insecure connection."
            : "";
    return said + plain + route;
  }
}
