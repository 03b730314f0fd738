package dev.weir.cli.registry;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.cluster.Cluster;
import dev.weir.cli.registry.IntegratedRegistry.Hosts;
import dev.weir.reference.ImageReference;
import dev.weir.remote.Credential;
import dev.weir.remote.Keyring;
import dev.weir.resource.StatusException;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The registry of the server that the kubeconfig names.
 *
 * @param token the session's; empty if it has none
 * @param trusted authorities that the server has its certificate from
 */
record OwnRegistry(Hosts hosts, String token, List<X509Certificate> trusted) {
  /** Most projects that are asked, when the first ones may not be seen. */
  private static final int MOST = 5;

  /** That, if one of the images is there. */
  static Optional<OwnRegistry> find(Call call, Collection<ImageReference> images) {
    List<ImageReference> candidates =
        images.stream().filter(it -> !it.registry().isEmpty() && !it.name().isEmpty()).toList();
    if (candidates.isEmpty()) {
      return Optional.empty();
    }
    try (Cluster cluster = Cluster.besideRegistries(call)) {
      Optional<Hosts> hosts = hosts(cluster, candidates);
      return hosts
          .map(
              it ->
                  new OwnRegistry(
                      it,
                      cluster.selection().identity().token(),
                      cluster.selection().tls().trusted()))
          .filter(own -> candidates.stream().anyMatch(image -> own.isAt(image.registry())));
    } catch (CliException | IOException | IllegalArgumentException _) {
      return Optional.empty(); // images elsewhere need no server
    }
  }

  /** Any project of which streams can be seen, or made, tells. */
  private static Optional<Hosts> hosts(Cluster cluster, List<ImageReference> images)
      throws IOException {
    List<String> namespaces =
        Stream.concat(
                images.stream().map(ImageReference::namespace).filter(it -> !it.isEmpty()),
                Stream.of(cluster.namespace()))
            .distinct()
            .limit(MOST)
            .toList();
    for (String namespace : namespaces) {
      try {
        return Optional.of(IntegratedRegistry.hosts(cluster, namespace));
      } catch (StatusException _) {
        // the next one may say it
      }
    }
    return Optional.empty();
  }

  boolean isAt(String registry) {
    return !registry.isEmpty()
        && (hosts.internal().equals(registry) || hosts.exposed().equals(registry));
  }

  /** The token, for this registry only. */
  Keyring login() {
    Credential credential = new Credential("weir", token);
    return token.isEmpty()
        ? Keyring.EMPTY
        : Stream.of(hosts.internal(), hosts.exposed())
            .filter(host -> !host.isEmpty())
            .distinct()
            .reduce(
                Keyring.EMPTY, (ring, host) -> ring.with(host, credential), (one, other) -> other);
  }

  /** Never shows the token. */
  @Override
  public String toString() {
    return "OwnRegistry[" + hosts + "]";
  }
}
