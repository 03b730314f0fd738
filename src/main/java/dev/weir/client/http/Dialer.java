package dev.weir.client.http;

import dev.weir.network.OutgoingProxy;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** Opens connections to one endpoint. */
final class Dialer {
  private static final int CONNECT_MILLIS = 30_000;

  /** As in Go: who has answered the call has ten seconds for the handshake. */
  private static final int HANDSHAKE_MILLIS = 10_000;

  private final Endpoint endpoint;
  private final Duration timeout;

  /**
   * For one endpoint.
   *
   * @param timeout longest wait for any answer, zero for the usual ones
   */
  Dialer(Endpoint endpoint, Duration timeout) {
    this.endpoint = endpoint;
    this.timeout = timeout;
  }

  private static int within(int millis, Duration timeout) {
    return timeout.isZero() ? millis : Math.clamp(timeout.toMillis(), 1, millis);
  }

  /**
   * Connects.
   *
   * @throws ServerUnreachableException with the reason
   */
  Wire connect() throws IOException {
    try {
      // no switch over the kinds: it would make a class when a command starts
      return endpoint instanceof Endpoint.UnixSocket(Path path, Endpoint.Tcp standsFor)
          ? unixOr(path, standsFor, timeout)
          : tcp((Endpoint.Tcp) endpoint, timeout);
    } catch (ConnectException _) {
      throw ServerUnreachableException.refused(endpoint);
    } catch (UnknownHostException _) {
      throw ServerUnreachableException.because(
          "dial tcp: lookup " + endpoint.server().getHost() + ": no such host");
    } catch (SSLException e) {
      throw ServerUnreachableException.because(TlsDialer.reason(e));
    } catch (SocketTimeoutException _) {
      throw ServerUnreachableException.because(
          "dial tcp " + endpoint.server().getAuthority() + ": no connection in time");
    } catch (SocketException e) {
      throw ServerUnreachableException.because(
          "dial tcp "
              + endpoint.server().getAuthority()
              + ": "
              + String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT));
    }
  }

  /** A socket that nobody listens on was left behind: the address itself decides then. */
  private static Wire unixOr(Path path, Endpoint.Tcp standsFor, Duration timeout)
      throws IOException {
    try {
      return unix(path);
    } catch (ConnectException _) {
      return tcp(standsFor, timeout);
    }
  }

  private static Wire unix(Path path) throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      channel.connect(UnixDomainSocketAddress.of(path));
      return Wire.of(channel);
    } catch (IOException e) {
      channel.close();
      throw new ConnectException(e.getMessage());
    }
  }

  /** Makes a connection on which nothing has been said yet. */
  @FunctionalInterface
  interface Opener {
    Socket open() throws IOException;
  }

  private static Wire tcp(Endpoint.Tcp endpoint, Duration timeout) throws IOException {
    URI server = endpoint.server();
    boolean secure = "https".equalsIgnoreCase(server.getScheme());
    int port = server.getPort() >= 0 ? server.getPort() : secure ? 443 : 80;
    Optional<OutgoingProxy> proxy = endpoint.proxies().proxyFor(server);
    Opener opener =
        proxy.isPresent()
            ? () -> Tunnel.open(proxy.get(), server.getHost(), port)
            : () -> open(server.getHost(), port, within(CONNECT_MILLIS, timeout));
    return secure
        ? TlsDialer.connect(server, port, endpoint.tls(), opener, within(HANDSHAKE_MILLIS, timeout))
        : Wire.of(opener.open());
  }

  /** A plain connection to the first address of the host that answers. */
  static Socket open(String host, int port) throws IOException {
    return open(host, port, CONNECT_MILLIS);
  }

  private static Socket open(String host, int port, int millis) throws IOException {
    IOException last = new UnknownHostException(host);
    for (InetAddress address : InetAddress.getAllByName(host)) {
      Socket socket = new Socket();
      try {
        socket.setTcpNoDelay(true);
        socket.connect(new InetSocketAddress(address, port), millis);
        return socket;
      } catch (IOException e) {
        socket.close();
        last = e;
      }
    }
    throw last;
  }
}
