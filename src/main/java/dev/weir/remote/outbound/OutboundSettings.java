package dev.weir.remote.outbound;

import dev.weir.network.ProxyRules;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * How connections are made.
 *
 * @param proxies ways out that lead through others
 * @param authorities certificates trusted besides the JDK's own
 * @param connectTimeout until TCP is connected
 * @param idleTimeout longest silence in the middle of an exchange
 * @param tls towards the one server that all requests go to; empty for any registry
 */
public record OutboundSettings(
    AddressPolicy addresses,
    ProxyRules proxies,
    List<X509Certificate> authorities,
    Duration connectTimeout,
    Duration idleTimeout,
    Optional<OneServerTls> tls) {
  private static final Duration CONNECT = Duration.ofSeconds(15);
  private static final Duration IDLE = Duration.ofSeconds(60);

  public OutboundSettings {
    authorities = List.copyOf(authorities);
  }

  /**
   * What one server is believed by and shown.
   *
   * @param serverName that its certificate must be made out to; empty for the host of its address
   * @param checksName false: any name will do
   */
  public record OneServerTls(SSLContext context, String serverName, boolean checksName) {}

  /** Towards any registry. */
  public OutboundSettings(
      AddressPolicy addresses,
      ProxyRules proxies,
      List<X509Certificate> authorities,
      Duration connectTimeout,
      Duration idleTimeout) {
    this(addresses, proxies, authorities, connectTimeout, idleTimeout, Optional.empty());
  }

  /** Directly, whatever proxies there are. */
  public OutboundSettings(
      AddressPolicy addresses,
      List<X509Certificate> authorities,
      Duration connectTimeout,
      Duration idleTimeout) {
    this(addresses, ProxyRules.DIRECT, authorities, connectTimeout, idleTimeout);
  }

  /** 15 s to connect, 60 s of silence. */
  public static OutboundSettings of(AddressPolicy addresses, List<X509Certificate> authorities) {
    return new OutboundSettings(addresses, authorities, CONNECT, IDLE);
  }

  public OutboundSettings through(ProxyRules rules) {
    return new OutboundSettings(addresses, rules, authorities, connectTimeout, idleTimeout, tls);
  }
}
