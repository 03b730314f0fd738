package dev.weir.registry;

import dev.weir.http.Exchange;
import dev.weir.http.KnownNames;
import java.util.Optional;

/**
 * Where a client finds the token service: at the address that it called, if that is one of the
 * registry's own, since it can be reached there; else at the registry's host. Where a public
 * address is configured it is always that one (design: a proxy that ends TLS may pass on any host).
 */
public final class Realm {
  private final Optional<String> url;
  private final KnownNames names;
  private final String registryHost;

  /**
   * Of a registry.
   *
   * @param url public address, {@code https://host[:port]}; empty if none is configured
   * @param registryHost how pull specs name it, {@code host[:port]}
   */
  public Realm(Optional<String> url, KnownNames names, String registryHost) {
    this.url = url;
    this.names = names;
    this.registryHost = registryHost;
  }

  /** The challenge's first two parameters. */
  String challenge(Exchange http) {
    String base = url.orElseGet(() -> http.scheme() + "://" + host(http));
    String service = base.substring(base.indexOf("://") + 3);
    return "realm=\"" + base + "/openshift/token\",service=\"" + service + "\"";
  }

  private String host(Exchange http) {
    return http.authority().equalsIgnoreCase(registryHost) || names.includes(http)
        ? http.authority()
        : registryHost;
  }
}
