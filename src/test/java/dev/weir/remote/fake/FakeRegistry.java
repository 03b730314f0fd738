package dev.weir.remote.fake;

import dev.weir.reference.Digest;
import dev.weir.resource.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
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
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

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
      Pattern.compile("/v2/(?<repo>.+?)/(?<kind>manifests|tags|blobs/uploads|blobs)/(?<rest>.*)");

  private final Server server;
  private final ServerConnector connector;
  private final Optional<X509Certificate> certificate;
  private final Map<String, FakeRepository> repositories = new ConcurrentHashMap<>();
  private final Map<String, byte[]> uploads = new ConcurrentHashMap<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final List<String> logins = new CopyOnWriteArrayList<>();
  private final List<Planned> faults = new CopyOnWriteArrayList<>();
  private final AtomicInteger uploadIds = new AtomicInteger();
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile Optional<FakeLogin> login = Optional.empty();
  private volatile Optional<FakeLogin> tokenService = Optional.empty();
  private volatile int pageSize = Integer.MAX_VALUE;

  private final Map<String, Runnable> meanwhile = new ConcurrentHashMap<>();

  private record Planned(String text, Fault fault, AtomicInteger left) {}

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

  /** Lists at most that many tags in one answer. */
  public FakeRegistry pageTags(int size) {
    pageSize = size;
    return this;
  }

  /** Misbehaves the next {@code times} times that {@code METHOD /path} holds the text. */
  public void failNext(String text, Fault fault, int times) {
    faults.add(new Planned(text, fault, new AtomicInteger(times)));
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
    return List.copyOf(requests);
  }

  /** Requests so far that hold the text. */
  public long count(String text) {
    return requests.stream().filter(r -> r.contains(text)).count();
  }

  private final class Handler extends org.eclipse.jetty.server.Handler.Abstract {
    @Override
    public boolean handle(Request request, Response response, Callback callback)
        throws IOException {
      String line = request.getMethod() + " " + request.getHttpURI().getPathQuery();
      requests.add(line);
      meanwhile.keySet().stream()
          .filter(line::contains)
          .toList()
          .forEach(text -> Optional.ofNullable(meanwhile.remove(text)).ifPresent(Runnable::run));
      Optional<Fault> fault = fault(line);
      FakeExchange exchange = new FakeExchange(request, response, fault);
      if (fault.isEmpty() || !misbehave(exchange, fault.get())) {
        route(exchange);
      }
      callback.succeeded();
      return true;
    }
  }

  private Optional<Fault> fault(String line) {
    for (Planned planned : faults) {
      if (line.contains(planned.text()) && planned.left().getAndDecrement() > 0) {
        return Optional.of(planned.fault());
      }
    }
    return Optional.empty();
  }

  /** False if the fault concerns the body of the usual answer. */
  private boolean misbehave(FakeExchange exchange, Fault fault) throws IOException {
    switch (fault) {
      case Fault.Drop _ -> exchange.drop();
      case Fault.Hang _ -> hang();
      case Fault.NotARegistry _ -> exchange.send(404);
      case Fault.Page _ ->
          exchange
              .with("Content-Type", "text/html")
              .send(200, "<!DOCTYPE html><title>Log in</title>".getBytes(StandardCharsets.UTF_8));
      case Fault.Document(String json) ->
          exchange
              .with("Content-Type", "application/json")
              .send(200, json.getBytes(StandardCharsets.UTF_8));
      case Fault.Status(int status, String code) -> exchange.error(status, code);
      case Fault.Redirect(int status, String location) ->
          exchange.with("Location", location).send(status);
      case Fault.Truncate _, Fault.Corrupt _ -> {
        return false;
      }
    }
    return true;
  }

  private void hang() {
    try {
      closed.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
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
    } else if (!known) {
      exchange.send(uri.equals("/v2/") ? 200 : 404, "{}".getBytes(StandardCharsets.UTF_8));
    } else {
      String rest = path.group("rest");
      switch (path.group("kind")) {
        case "manifests" -> manifest(exchange, path.group("repo"), rest);
        case "tags" -> tags(exchange, path.group("repo"));
        case "blobs" -> blob(exchange, path.group("repo"), rest);
        default -> upload(exchange, path.group("repo"), rest);
      }
    }
  }

  private void token(FakeExchange exchange, FakeLogin service) throws IOException {
    if (!exchange.header("Authorization").isEmpty()) {
      logins.add(exchange.header("Authorization"));
    }
    String token = service.token(exchange.header("Authorization"), exchange.query());
    if (token.isEmpty()) {
      exchange.error(401, "UNAUTHORIZED");
    } else {
      exchange.send(200, Json.bytes(Json.object().put("token", token).put("expires_in", 300)));
    }
  }

  private void manifest(FakeExchange exchange, String repo, String ref) throws IOException {
    if (exchange.method().equals("PUT")) {
      Digest digest = repository(repo).manifest(exchange.header("Content-Type"), exchange.body());
      if (Digest.tryParse(ref).isEmpty()) {
        repository(repo).tag(ref, digest);
      }
      exchange.with("Docker-Content-Digest", digest.toString()).send(201);
      return;
    }
    Optional<FakeRepository.Stored> found =
        Optional.ofNullable(repositories.get(repo)).flatMap(r -> r.stored(ref));
    if (found.isEmpty()) {
      exchange.error(404, repositories.containsKey(repo) ? "MANIFEST_UNKNOWN" : "NAME_UNKNOWN");
      return;
    }
    byte[] bytes = found.get().bytes();
    if (!found.get().mediaType().isEmpty()) {
      exchange.with("Content-Type", found.get().mediaType());
    }
    exchange.with("Docker-Content-Digest", Digest.of(bytes).toString()).send(200, bytes);
  }

  private void tags(FakeExchange exchange, String repo) throws IOException {
    if (!repositories.containsKey(repo)) {
      exchange.error(404, "NAME_UNKNOWN");
      return;
    }
    Matcher last = Pattern.compile("last=([^&]+)").matcher(exchange.query());
    List<String> all = new ArrayList<>(repository(repo).tags().keySet());
    int from = last.find() ? all.indexOf(last.group(1)) + 1 : 0;
    List<String> page = all.subList(from, (int) Math.min(all.size(), (long) from + pageSize));
    if (from + page.size() < all.size()) {
      String next = "/v2/" + repo + "/tags/list?n=" + pageSize + "&last=" + page.getLast();
      exchange.with("Link", "<" + next + ">; rel=\"next\"");
    }
    ObjectNode body = Json.object().put("name", repo);
    ArrayNode names = body.putArray("tags");
    page.forEach(names::add);
    exchange.send(200, Json.bytes(body));
  }

  private void blob(FakeExchange exchange, String repo, String digest) throws IOException {
    Optional<byte[]> found = repository(repo).findBlob(Digest.parse(digest));
    if (found.isEmpty()) {
      exchange.error(404, "BLOB_UNKNOWN");
    } else {
      exchange.with("Docker-Content-Digest", digest).send(200, found.get());
    }
  }

  private void upload(FakeExchange exchange, String repo, String id) throws IOException {
    Map<String, String> query = new HashMap<>();
    for (String pair : exchange.query().split("&")) {
      String value = URLDecoder.decode(pair.replaceFirst("^[^=]*=?", ""), StandardCharsets.UTF_8);
      query.put(pair.replaceFirst("=.*", ""), value);
    }
    byte[] body = exchange.body();
    switch (exchange.method()) {
      case "POST" -> startOrMount(exchange, repo, query);
      case "PATCH" -> {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.write(uploads.getOrDefault(id, new byte[0]));
        all.write(body);
        uploads.put(id, all.toByteArray());
        accepted(exchange, repo, id);
      }
      case "PUT" -> commit(exchange, repo, id, query);
      default -> {
        uploads.remove(id);
        exchange.send(200);
      }
    }
  }

  private void startOrMount(FakeExchange exchange, String repo, Map<String, String> query)
      throws IOException {
    Optional<byte[]> source =
        Digest.tryParse(query.getOrDefault("mount", ""))
            .flatMap(mount -> repository(query.getOrDefault("from", "")).findBlob(mount));
    if (source.isPresent()) {
      repository(repo).blob(source.get());
      exchange.send(201);
    } else {
      String id = "upload-" + uploadIds.incrementAndGet();
      uploads.put(id, new byte[0]);
      accepted(exchange, repo, id);
    }
  }

  private static void accepted(FakeExchange exchange, String repo, String id) throws IOException {
    exchange.with("Location", "/v2/" + repo + "/blobs/uploads/" + id + "?_state=x").send(202);
  }

  private void commit(FakeExchange exchange, String repo, String id, Map<String, String> query)
      throws IOException {
    byte[] bytes = Optional.ofNullable(uploads.remove(id)).orElse(new byte[0]);
    if (!Digest.of(bytes).toString().equals(query.get("digest"))) {
      exchange.error(400, "DIGEST_INVALID");
    } else {
      repository(repo).blob(bytes);
      exchange.send(201);
    }
  }

  @Override
  public void close() {
    closed.countDown();
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
