package dev.weir.client.http;

import dev.weir.failure.TlsProblem;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * TLS to a server. x25519 is tried alone first: a second key share costs a command a tenth of its
 * run; a server that cannot do it gets the JDK's whole list.
 */
final class TlsDialer {
  private static final String[] FAST_GROUP = {"x25519"};

  private TlsDialer() {}

  /**
   * Connects.
   *
   * @param millis longest wait for an answer within the handshake
   */
  static Wire connect(URI server, int port, TlsSettings tls, Dialer.Opener opener, int millis)
      throws IOException {
    SSLContext context = TlsContext.of(tls);
    try {
      return handshake(context, server, port, tls, opener, millis, true);
    } catch (SSLHandshakeException e) {
      if (e.getCause() != null) {
        throw e; // the certificate is refused; other groups would not help
      }
      return handshake(context, server, port, tls, opener, millis, false);
    }
  }

  private static Wire handshake(
      SSLContext context,
      URI server,
      int port,
      TlsSettings tls,
      Dialer.Opener opener,
      int millis,
      boolean fast)
      throws IOException {
    String name = tls.serverName().isEmpty() ? server.getHost() : tls.serverName();
    Socket plain = opener.open();
    try {
      SSLSocket socket =
          (SSLSocket) context.getSocketFactory().createSocket(plain, unbracketed(name), port, true);
      SSLParameters parameters = socket.getSSLParameters();
      if (!tls.insecure()) {
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
      }
      if (fast) {
        parameters.setNamedGroups(FAST_GROUP);
      }
      socket.setSSLParameters(parameters);
      socket.setSoTimeout(millis);
      socket.startHandshake();
      socket.setSoTimeout(0);
      return Wire.of(socket);
    } catch (IOException | RuntimeException e) {
      plain.close();
      throw e;
    }
  }

  private static String unbracketed(String host) {
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  /** Why a certificate or handshake was refused, in words that users of kubectl search for. */
  static String reason(SSLException refusal) {
    String alert = TlsProblem.alert(refusal);
    return switch (TlsProblem.of(refusal)) {
      case PLAIN_TEXT -> "http: server gave HTTP response to HTTPS client";
      case UNTRUSTED ->
          "x509: certificate signed by unknown authority (--certificate-authority names the one to"
              + " trust)";
      case EXPIRED -> "x509: certificate has expired or is not yet valid: it has expired";
      case NOT_YET_VALID ->
          "x509: certificate has expired or is not yet valid: it is not valid yet; one of the two"
              + " clocks is wrong";
      case WRONG_NAME ->
          "x509: certificate is valid for other names, not for this one (--tls-server-name says"
              + " which to expect)";
      case WEAK -> "x509: certificate has a key or signature that is too weak to be trusted";
      case REFUSED -> "remote error: tls: " + (alert.isEmpty() ? "handshake failure" : alert);
      case BROKEN ->
          refusal instanceof TlsContext.UnusableException
              ? String.valueOf(refusal.getMessage())
              : "tls: the handshake did not come to an end; is this a server of Kubernetes?";
    };
  }
}
