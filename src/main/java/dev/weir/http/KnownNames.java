package dev.weir.http;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;

/**
 * What clients may call the server: loopback, the names that it goes by, and the address at which
 * their connection arrived. Links to any other name would lead its caller wherever somebody else
 * wished. Ports are the caller's word, since proxies and containers map them.
 */
public final class KnownNames {
  private final Supplier<? extends Collection<HostName>> names;

  /**
   * Of a server.
   *
   * @param names those of its certificate, and those configured
   */
  public KnownNames(Collection<HostName> names) {
    List<HostName> always = List.copyOf(names);
    this.names = () -> always;
  }

  /** As above, of names that change with the certificate. */
  public KnownNames(Supplier<? extends Collection<HostName>> names) {
    this.names = names;
  }

  /** True if the request's Host is one of them. */
  public boolean includes(Exchange exchange) {
    return includes(exchange.authority(), exchange.localAddress());
  }

  /**
   * True if the authority is one of them, and nothing but a host and perhaps a port.
   *
   * @param reached address at which the caller's connection arrived; may be empty
   */
  public boolean includes(String authority, String reached) {
    try {
      URI url = new URI("https://" + authority);
      boolean plain =
          url.getHost() != null
              && authority.equals(url.getRawAuthority())
              && url.getRawUserInfo() == null;
      return plain && isOurs(new HostName(url.getHost()), reached);
    } catch (URISyntaxException notEvenAName) {
      return false;
    }
  }

  private boolean isOurs(HostName called, String reached) {
    return isLoopback(called.text())
        || called.equals(new HostName(reached))
        || names.get().stream().anyMatch(name -> name.covers(called));
  }

  private static boolean isLoopback(String host) {
    try {
      return host.equals("localhost") || InetAddress.ofLiteral(host).isLoopbackAddress();
    } catch (IllegalArgumentException name) {
      return false;
    }
  }
}
