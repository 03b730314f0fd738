package dev.weir.server.tls;

import dev.weir.http.HostName;
import java.util.Set;

/** Who the server is at the moment, and what it may be called. */
public final class PresentIdentity {
  private final Set<String> hosts;
  private volatile Known known;

  private record Known(ServerIdentity identity, Set<HostName> names) {}

  /**
   * Of a start.
   *
   * @param hosts names that the server goes by, whatever its certificate says
   */
  public PresentIdentity(ServerIdentity identity, Set<String> hosts) {
    this.hosts = Set.copyOf(hosts);
    this.known = known(identity);
  }

  private Known known(ServerIdentity identity) {
    return new Known(identity, identity.names(hosts));
  }

  public ServerIdentity now() {
    return known.identity();
  }

  /** What clients may call it. */
  public Set<HostName> names() {
    return known.names();
  }

  public Set<String> hosts() {
    return hosts;
  }

  /** From now on it is this one. */
  public void set(ServerIdentity identity) {
    known = known(identity);
  }
}
