package dev.weir.remote.outbound;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLException;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.InputStreamRequestContent;
import org.eclipse.jetty.client.InputStreamResponseListener;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.transport.HttpClientTransportOverHTTP;
import org.eclipse.jetty.http.HttpCookieStore;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.VirtualThreadPool;
import org.jspecify.annotations.Nullable;

/**
 * {@link Outbound} on Jetty's client: HTTP/1.1, one engine with and one without certificate checks,
 * each made when first needed. Redirects, cookies, challenges and content decoding are off: callers
 * see what the other side said.
 */
public final class JettyOutbound implements Outbound {
  private static final int BUFFER = 64 * 1024;
  private static final int MAX_CONNECTIONS = 64;
  private static final int MAX_HEADERS = 16 * 1024;

  private final OutboundSettings settings;
  private @Nullable HttpClient verifying;
  private @Nullable HttpClient trusting;
  private boolean closed;

  public JettyOutbound(OutboundSettings settings) {
    this.settings = settings;
  }

  @Override
  public OutboundAnswer send(OutboundRequest request) throws OutboundException {
    URI uri = request.uri();
    if (uri.getHost() == null) {
      throw new OutboundException(
          OutboundException.Kind.UNKNOWN_HOST, "\"" + uri.getRawAuthority() + "\" names no host");
    }
    InputStreamResponseListener listener = new InputStreamResponseListener();
    AtomicBoolean sent = new AtomicBoolean();
    try {
      prepare(request).onRequestCommit(_ -> sent.set(true)).send(listener);
      Response response = listener.get(deadlineMillis(request), TimeUnit.MILLISECONDS);
      return new OutboundAnswer(
          uri,
          response.getStatus(),
          headers(response),
          new NamedStream(uri, listener.getInputStream()));
    } catch (ExecutionException e) {
      throw sent.get() ? failure(uri, e) : unsent(uri, e);
    } catch (TimeoutException e) {
      abandon(listener);
      throw sent.get() ? failure(uri, e) : unsent(uri, e);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      abandon(listener);
      throw new OutboundException(
          OutboundException.Kind.INTERRUPTED, uri.getRawAuthority() + ": interrupted");
    } catch (IOException e) {
      throw failure(uri, e);
    }
  }

  /** A body may take long to send; without one, headers must come after one silence at most. */
  private long deadlineMillis(OutboundRequest request) {
    if (request.patience().isPresent()) {
      return request.patience().get().toMillis();
    }
    return request.body().isPresent()
        ? TimeUnit.DAYS.toMillis(1)
        : settings.connectTimeout().plus(settings.idleTimeout()).toMillis();
  }

  private static void abandon(InputStreamResponseListener listener) {
    try {
      listener.close();
    } catch (IOException _) {
      // nobody reads it any more
    }
  }

  private Request prepare(OutboundRequest request) throws IOException {
    HttpClient client = client(request.verifyTls());
    Request prepared =
        client
            .newRequest(request.uri())
            .method(request.method())
            .idleTimeout(settings.idleTimeout().toMillis(), TimeUnit.MILLISECONDS);
    String type = request.headers().getOrDefault("content-type", "application/octet-stream");
    prepared.headers(
        headers ->
            request.headers().entrySet().stream()
                .filter(h -> !h.getKey().equals("content-type") || request.body().isEmpty())
                .forEach(h -> headers.put(h.getKey(), h.getValue())));
    if (request.body().isPresent()) {
      OutboundBody body = request.body().get();
      ByteBufferPool.Sized buffers =
          new ByteBufferPool.Sized(client.getByteBufferPool(), false, BUFFER);
      prepared.body(new SizedContent(type, body.open(), buffers, body.length()));
    }
    return prepared;
  }

  private static Map<String, List<String>> headers(Response response) {
    Map<String, List<String>> headers = new LinkedHashMap<>();
    for (HttpField field : response.getHeaders()) {
      headers
          .computeIfAbsent(field.getName().toLowerCase(Locale.ROOT), _ -> new ArrayList<>())
          .add(field.getValue() == null ? "" : field.getValue());
    }
    return headers;
  }

  private synchronized HttpClient client(boolean verifyTls) {
    if (closed) {
      throw new IllegalStateException("closed");
    }
    if (verifyTls) {
      verifying = verifying == null ? start(true) : verifying;
      return verifying;
    }
    trusting = trusting == null ? start(false) : trusting;
    return trusting;
  }

  private HttpClient start(boolean verifyTls) {
    ClientConnector connector = new ClientConnector();
    connector.setSelectors(1);
    connector.setSslContextFactory(tls(verifyTls));
    HttpClient client = new HttpClient(new HttpClientTransportOverHTTP(connector));
    QueuedThreadPool threads = new QueuedThreadPool(16, 2);
    threads.setName("outbound");
    threads.setDaemon(true);
    VirtualThreadPool virtual = new VirtualThreadPool();
    threads.setVirtualThreadsExecutor(virtual);
    client.setExecutor(threads);
    client.addBean(virtual); // its thread would keep the process alive
    client.setSocketAddressResolver(new CheckedResolver(settings.addresses(), virtual));
    client.setConnectTimeout(settings.connectTimeout().toMillis());
    client.setIdleTimeout(settings.idleTimeout().toMillis());
    client.setMaxConnectionsPerDestination(MAX_CONNECTIONS);
    client.setResponseBufferSize(BUFFER);
    client.setMaxResponseHeadersSize(MAX_HEADERS);
    client.setFollowRedirects(false);
    client.setHttpCookieStore(new HttpCookieStore.Empty());
    client.setUserAgentField(new HttpField(HttpHeader.USER_AGENT, "weir"));
    try {
      client.start();
    } catch (Exception e) {
      throw new IllegalStateException("the HTTP client does not start", e);
    }
    client.getContentDecoderFactories().clear();
    client.getProtocolHandlers().clear();
    return client;
  }

  private SslContextFactory.Client tls(boolean verifyTls) {
    if (verifyTls) {
      SslContextFactory.Client tls = new SslContextFactory.Client();
      tls.setTrustStore(TrustedRoots.with(settings.authorities()));
      return tls;
    }
    SslContextFactory.Client tls = new Unverified();
    tls.setEndpointIdentificationAlgorithm(null);
    return tls;
  }

  /** Takes any certificate, and does not warn of what the user asked for. */
  private static final class Unverified extends SslContextFactory.Client {
    Unverified() {
      super(true);
    }

    @Override
    protected void checkConfiguration() {}
  }

  /** Over TLS, what breaks before the first byte of the request broke the handshake. */
  private static OutboundException unsent(URI uri, Throwable thrown) {
    OutboundException failure = failure(uri, thrown);
    boolean vague =
        failure.kind() == OutboundException.Kind.BROKEN
            || failure.kind() == OutboundException.Kind.TIMEOUT;
    return vague && uri.getScheme().equalsIgnoreCase("https")
        ? new OutboundException(
            OutboundException.Kind.HANDSHAKE,
            uri.getRawAuthority() + ": the TLS handshake did not come to an end")
        : failure;
  }

  private static OutboundException failure(URI uri, Throwable thrown) {
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      if (t instanceof OutboundException known) {
        return known;
      }
      OutboundException.Kind kind = kind(t);
      if (kind != OutboundException.Kind.BROKEN || t.getCause() == null) {
        return new OutboundException(kind, uri.getRawAuthority() + ": " + words(kind, t));
      }
    }
    return new OutboundException(
        OutboundException.Kind.BROKEN, uri.getRawAuthority() + ": the connection broke");
  }

  private static OutboundException.Kind kind(Throwable t) {
    return switch (t) {
      case SocketTimeoutException _ -> OutboundException.Kind.CONNECT_TIMEOUT;
      case ConnectException _ -> OutboundException.Kind.CONNECT;
      case NoRouteToHostException _ -> OutboundException.Kind.CONNECT;
      case TimeoutException _ -> OutboundException.Kind.TIMEOUT;
      case SSLException s
          when String.valueOf(s.getMessage()).matches("(?is).*unrecognized SSL message.*") ->
          OutboundException.Kind.PLAIN_TEXT;
      case SSLException _ -> OutboundException.Kind.TLS;
      default -> OutboundException.Kind.BROKEN;
    };
  }

  private static String words(OutboundException.Kind kind, Throwable t) {
    return switch (kind) {
      case CONNECT -> "connection refused or no route to the host";
      case CONNECT_TIMEOUT -> "no connection in time";
      case TIMEOUT -> "no answer in time";
      case PLAIN_TEXT -> "server gave HTTP response to HTTPS client";
      case TLS -> "TLS: " + t.getMessage();
      case ADDRESS_REFUSED, UNKNOWN_HOST, HANDSHAKE, BROKEN, REDIRECT, INTERRUPTED ->
          "the connection broke";
    };
  }

  @Override
  public synchronized void close() {
    closed = true;
    for (HttpClient client : new HttpClient[] {verifying, trusting}) {
      if (client != null) {
        try {
          client.stop();
        } catch (Exception e) {
          throw new IllegalStateException("the HTTP client does not stop", e);
        }
      }
    }
    verifying = null;
    trusting = null;
  }

  /** Content of known length. */
  private static final class SizedContent extends InputStreamRequestContent {
    private final long length;

    SizedContent(String type, InputStream stream, ByteBufferPool.Sized buffers, long length) {
      super(type, stream, buffers);
      this.length = length;
    }

    @Override
    public long getLength() {
      return length;
    }
  }

  /** Turns a failure in the middle of a body into ours. */
  private static final class NamedStream extends FilterInputStream {
    private final URI uri;

    NamedStream(URI uri, InputStream in) {
      super(in);
      this.uri = uri;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] b, int off, int len) throws IOException {
      try {
        return super.read(b, off, len);
      } catch (IOException e) {
        throw failure(uri, e);
      }
    }
  }
}
