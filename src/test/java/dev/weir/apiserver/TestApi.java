package dev.weir.apiserver;

import dev.weir.access.Decision;
import dev.weir.access.Denials;
import dev.weir.access.Recognition;
import dev.weir.access.User;
import dev.weir.http.BodyBudget;
import dev.weir.http.DoorHandler;
import dev.weir.http.ExchangePlaces;
import dev.weir.objects.Catalog;
import dev.weir.resource.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.http2.HTTP2Cipher;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** The door over kinds in memory, behind a real HTTP server. */
final class TestApi implements AutoCloseable {
  static final String ADMIN = "admin-token";
  static final String READER = "reader-token";

  /** Of a user of whom nobody can tell what it may. */
  static final String DOUBTED = "doubted-token";

  /** A token of which nobody can tell whose it is. */
  static final String LOST = "lost-token";

  static final String DEV = "dev-token";

  /** One user comes to 2.6 MB and all strangers to 0.4. */
  static final long BODIES = 6L << 20;

  final BodyBudget bodies = new BodyBudget(BODIES);

  /** Some seventy of strangers. */
  final ExchangePlaces places = new ExchangePlaces(9L << 20, Duration.ofSeconds(2));

  private final Server server;
  private final ApiDoor door;
  private final HttpClient client = HttpClient.newHttpClient();
  private final AtomicLong revision = new AtomicLong(10);
  final MapRest namespaces =
      new MapRest(MapRest.kind("", "namespaces", "Namespace", false, "ns"), revision);
  final MapRest secrets = new MapRest(MapRest.kind("", "secrets", "Secret", true), revision);
  final MapRest deployments =
      new MapRest(MapRest.kind("apps", "deployments", "Deployment", true, "deploy"), revision);
  final MapRest streams =
      new MapRest(
          MapRest.kind("image.openshift.io", "imagestreams", "ImageStream", true, "is"), revision);

  final MapRest mappings =
      new MapRest(
          MapRest.createOnly("image.openshift.io", "imagestreammappings", "ImageStreamMapping"),
          revision);

  private TestApi(@Nullable Path keyStore, long idleMillis, Bounds bounds) throws Exception {
    QueuedThreadPool threads = new QueuedThreadPool(16);
    threads.setVirtualThreadsExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server = new Server(threads);
    HttpConfiguration config = new HttpConfiguration();
    config.setUriCompliance(UriCompliance.UNSAFE);
    HttpConnectionFactory http = new HttpConnectionFactory(config);
    ServerConnector connector;
    if (keyStore == null) {
      connector = new ServerConnector(server, http);
    } else {
      config.addCustomizer(new org.eclipse.jetty.server.SecureRequestCustomizer(false));
      SslContextFactory.Server tls = new SslContextFactory.Server();
      tls.setKeyStorePath(keyStore.toString());
      tls.setKeyStorePassword("changeit");
      tls.setCipherComparator(HTTP2Cipher.COMPARATOR);
      ALPNServerConnectionFactory alpn = new ALPNServerConnectionFactory();
      alpn.setDefaultProtocol(http.getProtocol());
      connector =
          new ServerConnector(
              server,
              new SslConnectionFactory(tls, alpn.getProtocol()),
              alpn,
              new HTTP2ServerConnectionFactory(config),
              http);
    }
    connector.setHost("127.0.0.1");
    connector.setIdleTimeout(idleMillis);
    server.addConnector(connector);
    Catalog catalog = new Catalog(List.of(namespaces, secrets, deployments, streams, mappings));
    door =
        new ApiDoor(
            catalog,
            new ApiDoor.Access(TestApi::recognise, TestApi::decide),
            ApiDoor.Times.of(Clock.systemUTC()),
            "0.1.0",
            _ -> Optional.empty(),
            java.util.Map.of(),
            bodies,
            bounds);
    server.setHandler(new DoorHandler(door, places));
    server.start();
  }

  static TestApi start() throws Exception {
    return new TestApi(null, 30_000, Bounds.USUAL);
  }

  /** With bounds that a test can reach. */
  static TestApi startBounded(Bounds bounds) throws Exception {
    return new TestApi(null, 4_000, bounds);
  }

  /** Works on so many requests at a time, and waits for bodies longer than a test lasts. */
  static TestApi startPatient(int requests) throws Exception {
    Bounds usual = Bounds.USUAL;
    return new TestApi(
        null,
        60_000,
        new Bounds(usual.watches(), usual.watchesOfOne(), requests, usual.body(), usual.sign()));
  }

  /** Cuts connections on which nothing happens for a second. */
  static TestApi startImpatient() throws Exception {
    return new TestApi(null, 1_000, Bounds.USUAL);
  }

  static TestApi startWithTls(Path keyStore) throws Exception {
    return new TestApi(keyStore, 30_000, Bounds.USUAL);
  }

  private static Recognition recognise(String token) {
    return token.equals(LOST)
        ? new Recognition.Unasked("the keeper of tokens does not answer")
        : Recognition.of(user(token));
  }

  private static Optional<User> user(String token) {
    return switch (token) {
      case ADMIN -> Optional.of(User.named("system:admin", User.MASTERS, "system:authenticated"));
      case DEV -> Optional.of(User.named("dev", "system:authenticated"));
      case READER -> Optional.of(User.named("reader", "system:authenticated"));
      case DOUBTED -> Optional.of(User.named("doubted", "system:authenticated"));
      default -> Optional.empty();
    };
  }

  private static Decision decide(User user, dev.weir.access.Attributes wish) {
    if (user.name().equals("doubted")) {
      return new Decision.Unknown("the judge does not answer");
    }
    boolean reads = wish.verb().equals("get") && user.name().equals("reader");
    boolean maps = wish.resource().equals("imagestreammappings");
    return reads || maps || user.name().equals("dev") || user.groups().contains(User.MASTERS)
        ? new Decision.Allowed("test")
        : new Decision.Denied(Denials.sentence(user, wish));
  }

  int port() {
    return ((ServerConnector) server.getConnectors()[0]).getLocalPort();
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
        .header("Authorization", "Bearer " + ADMIN);
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
    return client.send(request.build(), BodyHandlers.ofString());
  }

  HttpResponse<java.io.InputStream> stream(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return client.send(request.build(), BodyHandlers.ofInputStream());
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send(request(path));
  }

  HttpResponse<String> send(String method, String path, String type, String body)
      throws IOException, InterruptedException {
    return send(
        request(path)
            .header("Content-Type", type)
            .method(method, HttpRequest.BodyPublishers.ofString(body)));
  }

  HttpResponse<String> post(String path, String json) throws IOException, InterruptedException {
    return send("POST", path, "application/json", json);
  }

  static ObjectNode tree(HttpResponse<String> response) {
    return Json.parseObject(response.body().getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  void stopWatches() {
    door.close();
  }

  @Override
  public void close() {
    door.close();
    org.eclipse.jetty.util.component.LifeCycle.stop(server);
  }
}
