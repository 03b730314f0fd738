package dev.weir.remote.outbound;

import dev.weir.network.OutgoingProxy;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.client.Authentication;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.HttpProxy;
import org.eclipse.jetty.client.InputStreamResponseListener;
import org.eclipse.jetty.client.Origin;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.transport.HttpClientTransportOverHTTP;
import org.eclipse.jetty.http.HttpCookieStore;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.ClientConnector;
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
  private static final int MAX_CONNECTIONS = 256;
  private static final int MAX_HEADERS = 16 * 1024;

  /** What a large body comes from may be silent and be asked again, while nothing is sent. */
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private static final int PROXY_LOGIN = 407;

  private final OutboundSettings settings;
  private final CheckedResolver judge;
  private @Nullable HttpClient verifying;
  private @Nullable HttpClient trusting;
  private boolean closed;

  public JettyOutbound(OutboundSettings settings) {
    this.settings = settings;
    this.judge = new CheckedResolver(settings.addresses(), settings.proxies(), Runnable::run);
  }

  @Override
  public OutboundAnswer send(OutboundRequest request) throws OutboundException {
    URI uri = request.uri();
    if (uri.getHost() == null) {
      throw new OutboundException(
          OutboundException.Kind.UNKNOWN_HOST, "\"" + uri.getRawAuthority() + "\" names no host");
    }
    judge.judge(uri);
    OutboundFailures failures = new OutboundFailures(uri, settings.proxies().proxyFor(uri));
    InputStreamResponseListener listener = new InputStreamResponseListener();
    AtomicBoolean sent = new AtomicBoolean();
    try {
      Optional<LargeBody> large = large(request);
      prepare(request, large).onRequestCommit(_ -> sent.set(true)).send(listener);
      large.ifPresent(LargeBody::start);
      Response response = response(listener, request, large);
      if (response.getStatus() == PROXY_LOGIN) {
        abandon(listener);
        throw failures.proxyAnswered(PROXY_LOGIN);
      }
      return new OutboundAnswer(
          uri,
          response.getStatus(),
          headers(response),
          new NamedStream(
              failures,
              settings.idleTimeout(),
              large
                  .map(body -> body.untilRead(listener.getInputStream()))
                  .orElseGet(listener::getInputStream)));
    } catch (ExecutionException e) {
      throw sent.get() ? failures.of(e) : failures.unsent(e);
    } catch (TimeoutException e) {
      abandon(listener);
      throw sent.get() ? failures.of(e) : failures.unsent(e);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      abandon(listener);
      throw failures.interrupted();
    } catch (IOException e) {
      throw failures.of(e);
    }
  }

  private Response response(
      InputStreamResponseListener listener, OutboundRequest request, Optional<LargeBody> large)
      throws InterruptedException, ExecutionException, TimeoutException {
    if (large.isEmpty()) {
      return listener.get(deadlineMillis(request), TimeUnit.MILLISECONDS);
    }
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(deadlineMillis(request));
    while (true) {
      long silent = silence(request).toNanos() - large.get().silentNanos();
      long left = Math.min(silent, end - System.nanoTime());
      try {
        return listener.get(Math.max(left, 0), TimeUnit.NANOSECONDS);
      } catch (TimeoutException e) {
        if (left <= 0) {
          throw e;
        }
      }
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

  /** What was sent may take long to be worked on, where the caller knows that. */
  private Duration silence(OutboundRequest request) {
    Duration usual = settings.idleTimeout();
    return request
        .patience()
        .filter(longer -> request.body().isPresent() && longer.compareTo(usual) > 0)
        .orElse(usual);
  }

  /** What does not go out at once. */
  private static Optional<LargeBody> large(OutboundRequest request) throws IOException {
    if (request.body().filter(body -> body.length() > BUFFER).isEmpty()) {
      return Optional.empty();
    }
    OutboundBody body = request.body().get();
    return Optional.of(new LargeBody(type(request), body.open(), body.length()));
  }

  private static String type(OutboundRequest request) {
    return request.headers().getOrDefault("content-type", "application/octet-stream");
  }

  private Request prepare(OutboundRequest request, Optional<LargeBody> large) throws IOException {
    HttpClient client = client(request.verifyTls());
    Request prepared =
        client
            .newRequest(request.uri())
            .method(request.method())
            .idleTimeout(
                silence(request).plus(large.isPresent() ? PATIENCE : Duration.ZERO).toMillis(),
                TimeUnit.MILLISECONDS);
    prepared.headers(
        headers ->
            request.headers().entrySet().stream()
                .filter(h -> !h.getKey().equals("content-type") || request.body().isEmpty())
                .forEach(h -> headers.put(h.getKey(), h.getValue())));
    if (large.isPresent()) {
      prepared.body(large.get());
    } else if (request.body().isPresent()) {
      OutboundBody body = request.body().get();
      ByteBufferPool.Sized buffers =
          new ByteBufferPool.Sized(client.getByteBufferPool(), false, BUFFER);
      prepared.body(new SizedContent(type(request), body.open(), buffers, body.length()));
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
    connector.setSslContextFactory(ClientTls.of(settings, verifyTls));
    HttpClient client = new HttpClient(new HttpClientTransportOverHTTP(connector));
    QueuedThreadPool threads = new QueuedThreadPool(16, 2);
    threads.setName("outbound");
    threads.setDaemon(true);
    VirtualThreadPool virtual = new VirtualThreadPool();
    threads.setVirtualThreadsExecutor(virtual);
    client.setExecutor(threads);
    client.addBean(virtual); // its thread would keep the process alive
    client.setSocketAddressResolver(
        new CheckedResolver(settings.addresses(), settings.proxies(), virtual));
    for (OutgoingProxy proxy : settings.proxies().all()) {
      client.getProxyConfiguration().addProxy(new Through(proxy));
      proxy.authorization().ifPresent(login -> logIn(client, proxy, login));
    }
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

  /** Without waiting for the proxy to ask. */
  private void logIn(HttpClient client, OutgoingProxy proxy, String login) {
    URI uri = new Through(proxy).getURI();
    client
        .getAuthenticationStore()
        .addAuthenticationResult(
            new Authentication.Result() {
              @Override
              public URI getURI() {
                return uri;
              }

              @Override
              public void apply(Request request) {
                request.headers(headers -> headers.put(HttpHeader.PROXY_AUTHORIZATION, login));
              }
            });
  }

  /** A proxy, for the targets that the rules lead to it. */
  private final class Through extends HttpProxy {
    private final OutgoingProxy proxy;

    Through(OutgoingProxy proxy) {
      super(
          new Origin.Address(proxy.host(), proxy.port()),
          proxy.secure() ? ClientTls.ofAny(settings, true) : null);
      this.proxy = proxy;
    }

    @Override
    public boolean matches(Origin origin) {
      URI target = URI.create(origin.asString());
      return settings.proxies().proxyFor(target).filter(proxy::equals).isPresent();
    }
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
}
