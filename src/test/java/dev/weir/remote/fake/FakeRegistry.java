package dev.weir.remote.fake;

import dev.weir.reference.Digest;
import dev.weir.resource.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.VirtualThreadPool;

/**
 * A registry on a free port of 127.0.0.1.
 *
 * <pre>{@code
 * try (FakeRegistry registry = FakeRegistry.plain()) {
 *   Digest digest = TestImages.single(registry.repository("team/app"), "v1");
 *   registry.failNext("GET /v2/team/app/manifests/", new Fault.Drop(), 1);
 *   … registry.host() …
 *   assertThat(registry.count("GET /v2/team/app/manifests/")).isEqualTo(2);
 * }
 * }</pre>
 */
public final class FakeRegistry implements AutoCloseable {
  private static final Pattern PATH =
      Pattern.compile(
          "/v2/(?<repo>.+?)/(?<kind>manifests|tags|referrers|blobs/uploads|blobs)/(?<rest>.*)");

  private final Server server;
  private final ServerConnector connector;
  private final Optional<X509Certificate> certificate;
  private final Map<String, FakeRepository> repositories = new ConcurrentHashMap<>();
  private final FakeLog log = new FakeLog();
  private final FakePulls pulls = new FakePulls(repositories, log::sentOfBlob);
  private final FakeUploads uploads = new FakeUploads(this::repository);
  private final FakeTime time = new FakeTime();
  private final FakeFaults faults = new FakeFaults(time);
  private final List<String> logins = new CopyOnWriteArrayList<>();
  private final Map<String, Runnable> meanwhile = new ConcurrentHashMap<>();
  private volatile Optional<FakeLogin> login = Optional.empty();
  private volatile Optional<FakeRateLimit> rateLimit = Optional.empty();
  private volatile Optional<FakeLogin> tokenService = Optional.empty();

  private FakeRegistry(Optional<SelfSigned> own) {
    certificate = own.map(SelfSigned::certificate);
    VirtualThreadPool threads = new VirtualThreadPool();
    server = new Server(threads);
    connector = own.isEmpty() ? new ServerConnector(server) : tlsConnector(own.get());
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    server.setHandler(new Handler());
    server.setStopTimeout(0);
    try {
      server.start();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private ServerConnector tlsConnector(SelfSigned own) {
    SslContextFactory.Server tls = new SslContextFactory.Server();
    tls.setSslContext(own.context());
    tls.setSniRequired(false);
    HttpConfiguration http = new HttpConfiguration();
    http.addCustomizer(new SecureRequestCustomizer(false)); // clients may call it by any name
    return new ServerConnector(server, tls, new HttpConnectionFactory(http));
  }

  /** Over plain HTTP. */
  public static FakeRegistry plain() {
    return new FakeRegistry(Optional.empty());
  }

  /** Over TLS with a certificate that nobody trusts yet; see {@link #certificate}. */
  public static FakeRegistry tls() {
    return new FakeRegistry(Optional.of(SelfSigned.make()));
  }

  /** Over TLS with this certificate. */
  public static FakeRegistry tls(SelfSigned certificate) {
    return new FakeRegistry(Optional.of(certificate));
  }

  /** {@code 127.0.0.1:PORT}. */
  public String host() {
    return "127.0.0.1:" + port();
  }

  public int port() {
    return connector.getLocalPort();
  }

  /** {@code http(s)://127.0.0.1:PORT}. */
  public String url() {
    return (certificate.isPresent() ? "https://" : "http://") + host();
  }

  /** What a client must trust to reach a TLS registry. */
  public X509Certificate certificate() {
    return certificate.orElseThrow();
  }

  /** The repository, made if it is not there. */
  public FakeRepository repository(String path) {
    return repositories.computeIfAbsent(path, _ -> new FakeRepository());
  }

  /** From now on clients must log in. */
  public FakeRegistry require(FakeLogin wanted) {
    login = Optional.of(wanted);
    return this;
  }

  /** Gives tokens of that login at {@code /token}. */
  public FakeRegistry serveTokens(FakeLogin wanted) {
    tokenService = Optional.of(wanted);
    return this;
  }

  /** Grants only so much from now on. */
  public FakeRegistry rateLimit(FakeRateLimit granted) {
    rateLimit = Optional.of(granted);
    return this;
  }

  /** Lists at most that many tags in one answer. */
  public FakeRegistry pageTags(int size) {
    pulls.pageTags(size);
    return this;
  }

  /** Answers what refers to a manifest, that many in one answer; without this it is a 404. */
  public FakeRegistry pageReferrers(int size) {
    pulls.pageReferrers(size);
    return this;
  }

  /** Misbehaves the next {@code times} times that {@code METHOD /path} holds the text. */
  public void failNext(String text, Fault fault, int times) {
    faults.plan(text, fault, times);
  }

  /** Misbehaves so whenever {@code METHOD /path} holds the text, until {@link #mend}. */
  public void failAlways(String text, Fault fault) {
    failNext(text, fault, Integer.MAX_VALUE);
  }

  /** Misbehaves no more. */
  public void mend() {
    faults.mend();
  }

  /** Runs this once, before the first request is answered that holds the text. */
  public void before(String text, Runnable work) {
    meanwhile.put(text, work);
  }

  /** All Authorization headers that the token service was shown so far. */
  public List<String> logins() {
    return List.copyOf(logins);
  }

  /** All requests so far as {@code METHOD /path?query}. */
  public List<String> requests() {
    return log.requests();
  }

  /** Requests so far that hold the text. */
  public long count(String text) {
    return requests().stream().filter(r -> r.contains(text)).count();
  }

  /** Requests so far of this kind. */
  public long count(Asked asked) {
    return log.count(asked);
  }

  /** A header of each request so far that holds the text; empty text where it was not sent. */
  public List<String> headers(String text, String name) {
    return log.headers(text, name);
  }

  /** Bytes of blobs that were sent so far. */
  public long blobBytes() {
    return log.blobBytes();
  }

  /** Bytes of blobs that were taken so far. */
  public long uploadedBytes() {
    return uploads.received();
  }

  /** Uploads that were begun, and neither committed nor cancelled. */
  public int unfinishedUploads() {
    return uploads.unfinished();
  }

  /** Requests that are not answered yet. */
  public long running() {
    return log.running();
  }

  /** Most requests that were not answered at one time. */
  public long mostAtOnce() {
    return log.mostAtOnce();
  }

  private final class Handler extends org.eclipse.jetty.server.Handler.Abstract {
    @Override
    public boolean handle(Request request, Response response, Callback callback) {
      String line = request.getMethod() + " " + request.getHttpURI().getPathQuery();
      try (FakeLog.Running _ = log.begin(line, request.getHeaders())) {
        meanwhile.keySet().stream()
            .filter(line::contains)
            .toList()
            .forEach(text -> Optional.ofNullable(meanwhile.remove(text)).ifPresent(Runnable::run));
        List<Fault> planned = faults.of(line);
        FakeExchange exchange = new FakeExchange(request, response, planned, time);
        if (!faults.answer(exchange, planned)) {
          route(exchange);
        }
        callback.succeeded();
      } catch (IOException e) {
        callback.failed(e); // the client left
      }
      return true;
    }
  }

  private void route(FakeExchange exchange) throws IOException {
    String uri = exchange.uri().getPath();
    if (uri.equals("/token") && tokenService.isPresent()) {
      token(exchange, tokenService.get());
      return;
    }
    exchange.with("Docker-Distribution-Api-Version", "registry/2.0");
    Matcher path = PATH.matcher(uri);
    boolean known = path.matches();
    boolean read = exchange.method().matches("GET|HEAD");
    String scope = known ? "repository:" + path.group("repo") + (read ? ":pull" : ":push") : "";
    if (login.isPresent() && !login.get().allows(exchange.header("Authorization"), scope)) {
      exchange.with("WWW-Authenticate", login.get().challenge(scope)).error(401, "UNAUTHORIZED");
    } else if (rateLimit.isPresent() && rateLimit.get().refuses(exchange)) {
      return;
    } else if (!known) {
      exchange.send(uri.equals("/v2/") ? 200 : 404, "{}".getBytes(StandardCharsets.UTF_8));
    } else {
      String rest = path.group("rest");
      switch (path.group("kind")) {
        case "manifests" -> manifest(exchange, path.group("repo"), rest);
        case "tags" -> pulls.tags(exchange, path.group("repo"));
        case "referrers" -> pulls.referrers(exchange, path.group("repo"), rest);
        case "blobs" -> pulls.blob(exchange, path.group("repo"), rest);
        default -> uploads.answer(exchange, path.group("repo"), rest);
      }
    }
  }

  private void token(FakeExchange exchange, FakeLogin service) throws IOException {
    if (!exchange.header("Authorization").isEmpty()) {
      logins.add(exchange.header("Authorization"));
    }
    String token =
        exchange.method().equals("POST")
            ? service.tokenForForm(new String(exchange.body(), StandardCharsets.UTF_8))
            : service.token(exchange.header("Authorization"), exchange.query());
    if (token.isEmpty()) {
      exchange.error(401, "UNAUTHORIZED");
    } else {
      exchange.send(200, Json.bytes(Json.object().put("token", token).put("expires_in", 300)));
    }
  }

  private void manifest(FakeExchange exchange, String repo, String ref) throws IOException {
    if (!exchange.method().equals("PUT")) {
      pulls.manifest(exchange, repo, ref);
      return;
    }
    Digest digest = repository(repo).manifest(exchange.header("Content-Type"), exchange.body());
    if (Digest.tryParse(ref).isEmpty()) {
      repository(repo).tag(ref, digest);
    }
    exchange.with("Docker-Content-Digest", digest.toString()).send(201);
  }

  @Override
  public void close() {
    time.close();
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
