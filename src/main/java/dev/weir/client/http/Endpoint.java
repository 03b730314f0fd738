package dev.weir.client.http;

import dev.weir.network.ProxyRules;
import java.net.URI;
import java.nio.file.Path;

/** Where a server is reached. */
public sealed interface Endpoint {
  /** Address of the server as the user knows it, such as {@code https://127.0.0.1:8443}. */
  URI server();

  /** True if credentials may be sent: nobody between can read them. */
  boolean isPrivate();

  /** Over TCP; TLS if the address says {@code https}. */
  record Tcp(URI server, TlsSettings tls, ProxyRules proxies) implements Endpoint {
    /** Directly. */
    public Tcp(URI server, TlsSettings tls) {
      this(server, tls, ProxyRules.DIRECT);
    }

    @Override
    public boolean isPrivate() {
      return "https".equalsIgnoreCase(server.getScheme());
    }
  }

  /**
   * Over a Unix domain socket of this machine.
   *
   * @param standsFor the address of the same server, tried if nobody listens on the socket
   */
  record UnixSocket(Path path, Tcp standsFor) implements Endpoint {
    @Override
    public URI server() {
      return standsFor.server();
    }

    @Override
    public boolean isPrivate() {
      return standsFor.isPrivate();
    }
  }
}
