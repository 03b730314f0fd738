package dev.weir.oauth;

import dev.weir.http.Exchange;
import dev.weir.http.HostName;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the name by which a caller knows the server: clients insist on https, and trust the
 * certificate only under the name that they called. Who forges a name gets the server's own
 * instead, so that no answer leads anywhere else. The port is the caller's word, since ports are
 * mapped by proxies and containers.
 */
public final class Issuers {
  private static final Logger LOG = LoggerFactory.getLogger(Issuers.class);

  private final Issuer own;
  private final List<HostName> names;
  private final AtomicBoolean complained = new AtomicBoolean();

  /**
   * @param apiUrl the server's address where the request names none: {@code https://host:port}
   * @param names hosts that the server goes by: those of its certificate, and those configured
   */
  public Issuers(String apiUrl, Collection<HostName> names) {
    this.own = new Issuer(apiUrl);
    this.names = List.copyOf(names);
  }

  Issuer of(Exchange exchange) {
    if (!exchange.scheme().equals("https")) {
      return own;
    }
    Issuer issuer = named(exchange.authority(), exchange.localAddress());
    // Said once, so that whoever put a proxy in front finds out.
    if (!issuer.url().equals("https://" + exchange.authority())
        && complained.compareAndSet(false, true)) {
      LOG.info(
          "somebody logs in at \"{}\", which is no name in the server's certificate; they are sent"
              + " to {}",
          exchange.authority(),
          own.url());
    }
    return issuer;
  }

  /**
   * The issuer by a name.
   *
   * @param authority as the caller says it
   * @param reached address at which the caller's connection arrived; by it the server may be called
   *     too
   */
  Issuer named(String authority, String reached) {
    try {
      URI url = new URI("https://" + authority);
      boolean plain = url.getHost() != null && authority.equals(url.getRawAuthority());
      return plain && url.getRawUserInfo() == null && isOurs(new HostName(url.getHost()), reached)
          ? new Issuer("https://" + authority)
          : own;
    } catch (URISyntaxException notEvenAName) {
      return own;
    }
  }

  private boolean isOurs(HostName called, String reached) {
    return called.equals(new HostName(reached))
        || names.stream().anyMatch(name -> name.covers(called));
  }
}
