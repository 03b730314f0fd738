package dev.weir.server.listen;

import dev.weir.hook.HookDoor;
import dev.weir.http.PathSecrets;
import dev.weir.http.SubresourceSecrets;
import dev.weir.http.TrustedProxies;
import dev.weir.server.config.ServerConfig;
import dev.weir.server.tls.ServerIdentity;
import dev.weir.server.tls.ServerTls;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.DetectorConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.SslConnectionFactory;

/**
 * What the listeners speak: the API HTTP/2 and 1.1 over TLS, the registry HTTP/1.1 only, since
 * uploads over HTTP/2 are slower, the Unix socket HTTP/1.1.
 */
final class Protocols {
  private static final String ALPN = "alpn";
  private static final String HTTP_1 = "http/1.1";
  private static final int LARGEST_HEADERS = 16 * 1024;

  /** Podman names up to 1,024 ranges of a blob, and takes a 431 for the end of the pull. */
  private static final int LARGEST_HEADERS_OF_PULLS = 32 * 1024;

  private static final int MOST_STREAMS_OF_A_CONNECTION = 100;

  /** Where names may hold any word. */
  private static final List<String> OTHER_ROOTS = List.of("/v2/", "/api/", "/apis/", "/oapi/");

  private static final Set<String> SUBRESOURCES =
      Set.of("instantiate", "instantiatebinary", "webhooks");

  private Protocols() {}

  /** Streams of a connection write together; see {@link GatheringEndPoint}. */
  private static final class Http2 extends HTTP2ServerConnectionFactory {
    private final Executor writes =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("http2-write-", 0).factory());

    Http2(HttpConfiguration http) {
      super(http);
    }

    @Override
    public Connection newConnection(Connector connector, EndPoint endPoint) {
      return super.newConnection(connector, new GatheringEndPoint(endPoint, writes));
    }
  }

  /**
   * What the API's listener speaks.
   *
   * @param pause longest a client may make inside a request
   */
  static List<ConnectionFactory> ofApi(
      ServerConfig config, ServerIdentity identity, Duration pause) {
    HttpConfiguration http = http(config);
    http.setIdleTimeout(pause.toMillis());
    HTTP2ServerConnectionFactory http2 = new Http2(http);
    http2.setMaxConcurrentStreams(MOST_STREAMS_OF_A_CONNECTION);
    http2.setStreamIdleTimeout(pause.toMillis());
    ALPNServerConnectionFactory alpn = new ALPNServerConnectionFactory("h2", HTTP_1);
    alpn.setDefaultProtocol(HTTP_1);
    SslConnectionFactory tls = new SslConnectionFactory(ServerTls.asking(identity), ALPN);
    return List.of(new PlainToo(tls), tls, alpn, http2, new HttpConnectionFactory(http));
  }

  /** As above, for the registry. */
  static List<ConnectionFactory> ofRegistry(
      ServerConfig config, ServerIdentity identity, Duration pause) {
    List<ConnectionFactory> protocols = new ArrayList<>();
    if (config.registrySpeaksTls()) {
      SslConnectionFactory tls = new SslConnectionFactory(new ServerTls(identity), HTTP_1);
      protocols.add(new PlainToo(tls));
      protocols.add(tls);
    }
    HttpConfiguration http = http(config);
    http.setRequestHeaderSize(LARGEST_HEADERS_OF_PULLS);
    http.setIdleTimeout(pause.toMillis());
    protocols.add(new HttpConnectionFactory(http));
    return protocols;
  }

  /** What the network listeners speak. */
  private static HttpConfiguration http(ServerConfig config) {
    HttpConfiguration http = http();
    http.addCustomizer(new TrustedProxies(config.publicAccess().proxies()));
    return http;
  }

  static ConnectionFactory ofSocket() {
    return new HttpConnectionFactory(http());
  }

  /** Who speaks plain HTTP where TLS is spoken is let in, to be told so. */
  private static final class PlainToo extends DetectorConnectionFactory {
    PlainToo(SslConnectionFactory tls) {
      super(tls);
    }

    @Override
    protected void nextProtocol(Connector connector, EndPoint endPoint, ByteBuffer buffer) {
      upgradeToConnectionFactory(connector.getConnectionFactory(HTTP_1), connector, endPoint);
    }
  }

  /** True for a request that came plain to a listener which speaks TLS. */
  static boolean isPlainWhereTlsIsSpoken(Request request) {
    ConnectionMetaData connection = request.getConnectionMetaData();
    return !connection.getConnection().getEndPoint().isSecure()
        && connection.getConnector().getConnectionFactory(SslConnectionFactory.class) != null;
  }

  private static HttpConfiguration http() {
    HttpConfiguration http = new HttpConfiguration();
    http.setRequestHeaderSize(LARGEST_HEADERS);
    http.setHeaderCacheSize(0); // takes 100 kB of each connection's memory, and spares little
    http.setSendServerVersion(false);
    http.setSendDateHeader(true);
    http.setIdleTimeout(Listeners.Times.USUAL.pause().toMillis());
    // Doors split the raw path themselves: an encoded slash in a name is theirs to judge.
    http.setUriCompliance(
        UriCompliance.from("DEFAULT,AMBIGUOUS_PATH_SEPARATOR,AMBIGUOUS_PATH_ENCODING"));
    // Names are not checked against SNI: the certificate's names are the client's to judge.
    http.addCustomizer(new SecureRequestCustomizer(false));
    http.addCustomizer(new PathSecrets(HookDoor.ROOT, "hook", OTHER_ROOTS));
    http.addCustomizer(new SubresourceSecrets("buildconfig", "webhook", SUBRESOURCES));
    return http;
  }
}
