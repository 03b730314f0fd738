package dev.weir.client.http;

import dev.weir.failure.OneLine;
import dev.weir.network.OutgoingProxy;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** A connection through a proxy, by {@code CONNECT}. */
final class Tunnel {
  private static final int LONGEST_HEAD = 16 * 1024;

  private Tunnel() {}

  /**
   * Opens one.
   *
   * @throws ServerUnreachableException naming the proxy
   */
  static Socket open(OutgoingProxy proxy, String host, int port) throws IOException {
    Socket socket = dial(proxy);
    try {
      String authority = host + ":" + port;
      String login =
          proxy.authorization().map(value -> "Proxy-Authorization: " + value + "\r\n").orElse("");
      String request =
          "CONNECT %s HTTP/1.1\r\nHost: %s\r\nUser-Agent: weir\r\n%s\r\n"
              .formatted(authority, authority, login);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      String answer = head(socket.getInputStream());
      if (!answer.matches("(?s)HTTP/1\\.[01] 2[0-9][0-9].*")) {
        throw ServerUnreachableException.because(
            proxy + " does not lead to " + authority + ": " + firstLine(answer));
      }
      return socket;
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  private static Socket dial(OutgoingProxy proxy) throws IOException {
    try {
      Socket plain = Dialer.open(proxy.host(), proxy.port());
      return proxy.secure() ? secure(plain, proxy) : plain;
    } catch (ConnectException _) {
      throw ServerUnreachableException.because(proxy + " refuses the connection");
    } catch (UnknownHostException _) {
      throw ServerUnreachableException.because(proxy + " has a name that nobody knows");
    } catch (SSLException e) {
      throw ServerUnreachableException.because(proxy + ": " + TlsDialer.reason(e));
    }
  }

  private static Socket secure(Socket plain, OutgoingProxy proxy) throws IOException {
    SSLSocketFactory factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
    SSLSocket socket = (SSLSocket) factory.createSocket(plain, proxy.host(), proxy.port(), true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }

  /** Byte by byte: what follows belongs to the tunnel. */
  private static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.length() < LONGEST_HEAD && !head.toString().endsWith("\r\n\r\n")) {
      int next = in.read();
      if (next < 0) {
        break;
      }
      head.append((char) next);
    }
    return head.toString();
  }

  private static String firstLine(String answer) {
    String line = OneLine.of(answer.lines().findFirst().orElse(""), ' ').strip();
    return line.isEmpty() ? "it answers with nothing" : line;
  }
}
