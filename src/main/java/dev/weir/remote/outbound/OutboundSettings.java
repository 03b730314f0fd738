package dev.weir.remote.outbound;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;

/**
 * How connections are made.
 *
 * @param authorities certificates trusted besides the JDK's own
 * @param connectTimeout until TCP is connected
 * @param idleTimeout longest silence in the middle of an exchange
 */
public record OutboundSettings(
    AddressPolicy addresses,
    List<X509Certificate> authorities,
    Duration connectTimeout,
    Duration idleTimeout) {
  private static final Duration CONNECT = Duration.ofSeconds(15);
  private static final Duration IDLE = Duration.ofSeconds(60);

  public OutboundSettings {
    authorities = List.copyOf(authorities);
  }

  /** 15 s to connect, 60 s of silence. */
  public static OutboundSettings of(AddressPolicy addresses, List<X509Certificate> authorities) {
    return new OutboundSettings(addresses, authorities, CONNECT, IDLE);
  }
}
