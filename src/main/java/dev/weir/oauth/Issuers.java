package dev.weir.oauth;

import dev.weir.http.Exchange;
import dev.weir.http.KnownNames;
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
  private final boolean isPublic;
  private final KnownNames names;
  private final AtomicBoolean complained = new AtomicBoolean();

  /** Of a server without a public address. */
  public Issuers(String apiUrl, KnownNames names) {
    this(apiUrl, false, names);
  }

  /**
   * Of a server.
   *
   * @param apiUrl its address where the request names none: {@code https://host:port}
   * @param isPublic that address was configured for clients elsewhere, and is what proxies lead to
   * @param names hosts that the server goes by
   */
  public Issuers(String apiUrl, boolean isPublic, KnownNames names) {
    this.own = new Issuer(apiUrl);
    this.isPublic = isPublic;
    this.names = names;
  }

  /**
   * The address to pass on to others: the public one, or else the name by which the caller knows
   * the server.
   */
  public String urlForOthers(Exchange exchange) {
    boolean byOwn = isPublic || isOwn(exchange);
    return (byOwn ? own : named(exchange.authority(), exchange.localAddress())).url();
  }

  private boolean isOwn(Exchange exchange) {
    return !exchange.scheme().equals("https") || (isPublic && exchange.isForwarded());
  }

  /**
   * The server as the caller names it, if that is one of its names: {@code https://host[:port]}.
   */
  public String url(Exchange exchange) {
    return of(exchange).url();
  }

  Issuer of(Exchange exchange) {
    if (isOwn(exchange)) {
      return own;
    }
    Issuer issuer = named(exchange.authority(), exchange.localAddress());
    // Said once, so that whoever put a proxy in front finds out.
    if (!issuer.url().equals("https://" + exchange.authority())
        && !isPublic
        && complained.compareAndSet(false, true)) {
      LOG.info(
          "somebody logs in at \"{}\", which is no name in the server's certificate; they are sent"
              + " to {}; --api-url names the address that clients use",
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
    return names.includes(authority, reached) ? new Issuer("https://" + authority) : own;
  }
}
