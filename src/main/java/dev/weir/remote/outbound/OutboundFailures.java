package dev.weir.remote.outbound;

import dev.weir.failure.TlsProblem;
import dev.weir.network.OutgoingProxy;
import dev.weir.remote.outbound.OutboundException.Kind;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.eclipse.jetty.client.HttpResponseException;
import org.eclipse.jetty.http.HttpException;

/** What a failed exchange means, and the sentence for it. */
final class OutboundFailures {
  private static final int PROXY_LOGIN = 407;

  private final URI uri;
  private final Optional<OutgoingProxy> proxy;

  /**
   * Of an exchange.
   *
   * @param proxy on its way
   */
  OutboundFailures(URI uri, Optional<OutgoingProxy> proxy) {
    this.uri = uri;
    this.proxy = proxy;
  }

  /** Over TLS, what breaks before the first byte of the request broke the handshake. */
  OutboundException unsent(Throwable thrown) {
    OutboundException failure = of(thrown);
    boolean vague = failure.kind() == Kind.BROKEN || failure.kind() == Kind.TIMEOUT;
    return vague && uri.getScheme().equalsIgnoreCase("https")
        ? said(Kind.HANDSHAKE, TlsProblem.BROKEN.words())
        : failure;
  }

  /**
   * In the middle of the answer's body.
   *
   * @param silence longest that is borne
   */
  OutboundException inBody(Throwable thrown, Duration silence) {
    OutboundException failure = of(thrown);
    return failure.kind() == Kind.TIMEOUT
        ? said(Kind.TIMEOUT, "it stopped in the middle, and nothing came for " + words(silence))
        : failure;
  }

  /** Nobody waits for it any more. */
  OutboundException interrupted() {
    return said(Kind.INTERRUPTED, "interrupted");
  }

  private static String words(Duration time) {
    return time.toMillis() % 1000 == 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
  }

  OutboundException of(Throwable thrown) {
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      Optional<OutboundException> found = one(t);
      if (found.isPresent()) {
        return found.get();
      }
    }
    return said(Kind.BROKEN, "the connection broke");
  }

  /** Empty if the cause may know more. */
  private Optional<OutboundException> one(Throwable t) {
    return switch (t) {
      case OutboundException known when known.kind() == Kind.UNKNOWN_HOST && proxy.isPresent() ->
          Optional.of(ofProxy(String.valueOf(known.getMessage())));
      case OutboundException known -> Optional.of(known);
      case HttpResponseException answered when proxy.isPresent() ->
          Optional.of(proxyAnswered(answered.getResponse().getStatus()));
      case SocketTimeoutException _ ->
          Optional.of(connect(Kind.CONNECT_TIMEOUT, "no connection in time"));
      case NoRouteToHostException _ -> Optional.of(connect(Kind.CONNECT, "no route to the host"));
      case ConnectException e -> Optional.of(connect(Kind.CONNECT, refusal(e)));
      case TimeoutException _ -> Optional.of(said(Kind.TIMEOUT, "no answer in time"));
      case SSLException _ -> Optional.of(tls(t));
      case HttpException _ ->
          Optional.of(
              said(
                  Kind.BROKEN,
                  uri.getScheme().equalsIgnoreCase("http")
                      ? "what it answers is no HTTP; it may want TLS"
                      : "what it answers is no HTTP"));
      default -> Optional.empty();
    };
  }

  private static String refusal(ConnectException e) {
    String message = String.valueOf(e.getMessage());
    return message.contains("unreachable") ? "no route to the host" : "connection refused";
  }

  private OutboundException tls(Throwable t) {
    TlsProblem problem = TlsProblem.of(t);
    String alert = TlsProblem.alert(t);
    String words = problem.words() + (alert.isEmpty() ? "" : " (" + alert + ")");
    return switch (problem) {
      case PLAIN_TEXT -> said(Kind.PLAIN_TEXT, words);
      case UNTRUSTED, EXPIRED, NOT_YET_VALID, WRONG_NAME, WEAK -> said(Kind.CERTIFICATE, words);
      case REFUSED -> said(Kind.TLS, words);
      case BROKEN -> said(Kind.HANDSHAKE, words);
    };
  }

  /** The connection that is made is that to the proxy, if there is one. */
  private OutboundException connect(Kind kind, String words) {
    return proxy.isPresent() ? ofProxy(words) : said(kind, words);
  }

  private OutboundException ofProxy(String words) {
    return said(Kind.PROXY, proxy.map(OutgoingProxy::toString).orElse("the proxy") + ": " + words);
  }

  /** The proxy's own answer instead of the target's. */
  OutboundException proxyAnswered(int status) {
    return ofProxy(
        status == PROXY_LOGIN
            ? "it answers with HTTP status 407: it wants a user name and a password, as in"
                + " http://USER:PASSWORD@HOST:PORT"
            : "it does not lead there and answers with HTTP status " + status);
  }

  private OutboundException said(Kind kind, String words) {
    return new OutboundException(kind, uri.getRawAuthority() + ": " + words);
  }
}
