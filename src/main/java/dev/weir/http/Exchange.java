package dev.weir.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;
import org.eclipse.jetty.util.thread.Scheduler;
import org.eclipse.jetty.websocket.server.ServerWebSocketContainer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A request and its response. Used by one thread. */
public final class Exchange {
  private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);
  private static final long MAX_DRAINED = 8L * 1024 * 1024;

  private final Request request;
  private final Response response;
  private final Callback completion;
  private final Fields query;
  private Duration bodyPatience = Duration.ofMinutes(10);
  private boolean upgraded;

  Exchange(Request request, Response response, Callback completion) {
    this.request = request;
    this.response = response;
    this.completion = completion;
    this.query = Request.extractQueryParameters(request);
  }

  public String method() {
    return request.getMethod();
  }

  /** Path as it was sent: still percent-encoded, without the query. */
  public String rawPath() {
    return request.getHttpURI().getPath();
  }

  /** {@code http} or {@code https}. */
  public String scheme() {
    return request.isSecure() ? "https" : "http";
  }

  /** The Host header or authority: {@code host[:port]}. */
  public String authority() {
    String authority = request.getHttpURI().getAuthority();
    return authority == null ? "" : authority;
  }

  /** Address of the peer, without port; empty over a Unix socket. */
  public String remoteAddress() {
    String address = Request.getRemoteAddr(request);
    return address == null ? "" : address;
  }

  /** Address at which the peer reached us, without port; empty over a Unix socket. */
  public String localAddress() {
    String address = Request.getLocalAddr(request);
    return address == null ? "" : address;
  }

  /** What the client showed over TLS, and proved to have the key of; nobody has judged it. */
  public Optional<X509Certificate> peerCertificate() {
    return request.getAttribute(EndPoint.SslSessionData.ATTRIBUTE)
                instanceof EndPoint.SslSessionData session
            && session.peerCertificates() != null
            && session.peerCertificates().length > 0
        ? Optional.of(session.peerCertificates()[0])
        : Optional.empty();
  }

  /** First value of a query parameter, decoded; empty if absent. */
  public String query(String name) {
    String value = query.getValue(name);
    return value == null ? "" : value;
  }

  public boolean hasQuery(String name) {
    return query.get(name) != null;
  }

  public List<String> queryValues(String name) {
    Fields.Field field = query.get(name);
    return field == null ? List.of() : List.copyOf(field.getValues());
  }

  public Optional<String> header(String name) {
    return Optional.ofNullable(request.getHeaders().get(name));
  }

  public HttpFields headers() {
    return request.getHeaders();
  }

  /** Declared length of the body, or -1. */
  public long contentLength() {
    return request.getLength();
  }

  /** The body as it comes in; reading blocks. */
  public InputStream body() {
    return Content.Source.asInputStream(request);
  }

  /**
   * Reads the whole body.
   *
   * @throws BodyTooLargeException if it is longer than the bound
   * @throws BodyTooSlowException if it takes too long
   */
  public byte[] readBody(int maxBytes) throws IOException {
    if (contentLength() > maxBytes) {
      throw new BodyTooLargeException(maxBytes);
    }
    AtomicBoolean late = new AtomicBoolean();
    Scheduler.Task alarm =
        request
            .getComponents()
            .getScheduler()
            .schedule(
                () -> {
                  late.set(true);
                  request.fail(new BodyTooSlowException(bodyPatience));
                },
                bodyPatience.toMillis(),
                TimeUnit.MILLISECONDS);
    byte[] bytes;
    try {
      bytes = body().readNBytes(maxBytes + 1);
    } catch (IOException failed) {
      throw late.get() ? new BodyTooSlowException(bodyPatience) : failed;
    } finally {
      alarm.cancel();
    }
    if (bytes.length > maxBytes) {
      throw new BodyTooLargeException(maxBytes);
    }
    return bytes;
  }

  /** How long {@link #readBody} waits for the whole body. */
  public void expectBodyWithin(Duration patience) {
    bodyPatience = patience;
  }

  /**
   * Reads what is left of a moderate body, before a refusal: a client that is still writing when
   * the connection ends may never see the answer. Who waits to be asked for the body is not asked.
   */
  public void drainBody() {
    if (contentLength() == 0 || header("Expect").isPresent()) {
      return;
    }
    try {
      long _ = body().skip(MAX_DRAINED);
    } catch (IOException e) {
      LOG.debug("{} {}: the rest of the body: {}", method(), rawPath(), e.toString());
    }
  }

  public Exchange status(int code) {
    response.setStatus(code);
    return this;
  }

  public Exchange setHeader(String name, String value) {
    response.getHeaders().put(name, value);
    return this;
  }

  public Exchange setHeader(HttpField field) {
    response.getHeaders().put(field);
    return this;
  }

  public Exchange addHeader(String name, String value) {
    response.getHeaders().add(name, value);
    return this;
  }

  /** Sends headers and the whole body at once; for HEAD only the headers. */
  public void send(String contentType, byte[] body) throws IOException {
    setHeader("Content-Type", contentType);
    setHeader("Content-Length", Integer.toString(body.length));
    if (!method().equals("HEAD")) {
      Content.Sink.write(response, true, ByteBuffer.wrap(body));
    }
  }

  /** The response body; writing blocks, flushing sends, closing ends the response. */
  public OutputStream output() {
    return Content.Sink.asOutputStream(response);
  }

  public boolean isCommitted() {
    return response.isCommitted();
  }

  /** True if the client asks to go on as a WebSocket. */
  public boolean wantsWebSocket() {
    return request.getHeaders().contains(HttpHeader.UPGRADE, "websocket");
  }

  /**
   * Goes on as a WebSocket: answers the handshake, whatever comes of it, and ends this exchange.
   *
   * @param conversation runs on a thread of its own once the connection is open, which closes when
   *     it returns
   * @param peerLeft runs when the client has closed the connection
   * @return false if the handshake was refused: then nothing runs
   */
  public boolean acceptWebSocket(Consumer<WebSocket> conversation, Runnable peerLeft)
      throws IOException {
    ServerWebSocketContainer container = ServerWebSocketContainer.get(request.getContext());
    if (container == null) {
      throw new IOException("this listener offers no WebSockets");
    }
    upgraded = true;
    return container.upgrade(
        (_, _, _) -> new Conversation(conversation, peerLeft), request, response, completion);
  }

  /** Ends the exchange, unless it went on as something else. */
  void complete() {
    if (!upgraded) {
      completion.succeeded();
    }
  }

  /** The server's own request, for what has no place here. */
  public Request request() {
    return request;
  }

  /** The server's own response, for what has no place here. */
  public Response response() {
    return response;
  }
}
