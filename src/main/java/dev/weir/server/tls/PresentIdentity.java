package dev.weir.server.tls;

import dev.weir.access.ClientCertificates;
import dev.weir.http.HostName;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;

/** Who the server is at the moment, what it may be called, and whom it knows by certificate. */
public final class PresentIdentity {
  private final Set<String> hosts;
  private final InstantSource clock;
  private volatile Known known;

  private record Known(
      ServerIdentity identity, Set<HostName> names, List<ClientCertificates> clients) {}

  /**
   * Of a start.
   *
   * @param hosts names that the server goes by, whatever its certificate says
   * @param clock by which certificates of clients hold
   */
  public PresentIdentity(ServerIdentity identity, Set<String> hosts, InstantSource clock) {
    this.hosts = Set.copyOf(hosts);
    this.clock = clock;
    this.known = known(identity);
  }

  private Known known(ServerIdentity identity) {
    return new Known(
        identity,
        identity.names(hosts),
        identity.clientAuthorities().stream()
            .map(authority -> new ClientCertificates(authority, clock))
            .toList());
  }

  public ServerIdentity now() {
    return known.identity();
  }

  /** What clients may call it. */
  public Set<HostName> names() {
    return known.names();
  }

  /** Who is known by a certificate, of each authority for clients. */
  public List<ClientCertificates> clients() {
    return known.clients();
  }

  public Set<String> hosts() {
    return hosts;
  }

  /** From now on it is this one. */
  public void set(ServerIdentity identity) {
    known = known(identity);
  }
}
