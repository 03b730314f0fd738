package dev.weir.remote.outbound;

import javax.net.ssl.SSLEngine;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** TLS of connections: whose certificates are believed. */
final class ClientTls {
  private ClientTls() {}

  /** The one that the settings ask for. */
  static SslContextFactory.Client of(OutboundSettings settings, boolean verifyTls) {
    return settings
        .tls()
        .<SslContextFactory.Client>map(OneServer::new)
        .orElseGet(() -> ofAny(settings, verifyTls));
  }

  /** Towards any server, such as a proxy. */
  static SslContextFactory.Client ofAny(OutboundSettings settings, boolean verifyTls) {
    if (verifyTls) {
      SslContextFactory.Client tls = new SslContextFactory.Client();
      tls.setTrustStore(TrustedRoots.with(settings.authorities()));
      return tls;
    }
    SslContextFactory.Client tls = new Unverified();
    tls.setEndpointIdentificationAlgorithm(null);
    return tls;
  }

  /** Towards one server, under the name that its certificate has. */
  private static final class OneServer extends SslContextFactory.Client {
    private final String serverName;

    OneServer(OutboundSettings.OneServerTls tls) {
      this.serverName = tls.serverName();
      setSslContext(tls.context());
      if (!tls.checksName()) {
        setEndpointIdentificationAlgorithm(null);
      }
    }

    @Override
    public SSLEngine newSSLEngine(String host, int port) {
      return super.newSSLEngine(serverName.isEmpty() ? host : serverName, port);
    }

    @Override
    protected void checkConfiguration() {}
  }

  /** Takes any certificate, and does not warn of what the user asked for. */
  private static final class Unverified extends SslContextFactory.Client {
    Unverified() {
      super(true);
    }

    @Override
    protected void checkConfiguration() {}
  }
}
