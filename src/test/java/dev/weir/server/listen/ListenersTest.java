package dev.weir.server.listen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.access.HeapBudget;
import dev.weir.http.Door;
import dev.weir.http.Exchange;
import dev.weir.http.PeerWatch;
import dev.weir.importing.bounds.TagLimit;
import dev.weir.importing.schedule.CheckSettings;
import dev.weir.server.config.ListenAddress;
import dev.weir.server.config.ServerConfig;
import dev.weir.server.config.ServerConfig.LogFormat;
import dev.weir.server.config.ServerConfig.OwnAuthority;
import dev.weir.server.config.ServerConfig.RegistryTls;
import dev.weir.server.data.DataDirectory;
import dev.weir.server.tls.Certificates;
import dev.weir.server.tls.ServerIdentity;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ListenersTest {
  private static final ListenAddress ANY_PORT = new ListenAddress("127.0.0.1", 0);
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final int LINES = 100;

  private static final HeapBudget HEAP = new HeapBudget(256L << 20);

  /** A server that waits for headers only so long. */
  private static final Duration HEADERS = Duration.ofMillis(600);

  private static final Duration PAUSE = Duration.ofMillis(200);
  private static final Listeners.Times IMPATIENT =
      new Listeners.Times(HEADERS, Listeners.Times.USUAL.pause(), Listeners.Times.USUAL.rest());
  private static final Listeners.Times RESTLESS = new Listeners.Times(HEADERS, PAUSE, PAUSE);

  @TempDir private Path parent;
  private DataDirectory data;
  private ServerIdentity identity;
  private SSLContext trusting;
  private HttpClient client;

  private final RequestMetrics metrics = new RequestMetrics();
  private final CountDownLatch inside = new CountDownLatch(1);
  private final CountDownLatch left = new CountDownLatch(1);
  private final CountDownLatch endOfWatches = new CountDownLatch(1);
  private final CountDownLatch mayEnd = new CountDownLatch(1);

  /** Tells what it sees; {@code /wait} ends when the test says so, a watch with the server. */
  private void answer(String name, Exchange exchange) throws IOException, InterruptedException {
    String text = name + " " + exchange.scheme() + " " + exchange.rawPath();
    if (exchange.rawPath().equals("/wait")) {
      inside.countDown();
      mayEnd.await();
    }
    if (exchange.rawPath().equals("/others")) {
      try (PeerWatch _ = exchange.watchPeer(Thread.currentThread()::interrupt)) {
        inside.countDown();
        mayEnd.await();
      } catch (InterruptedException _) {
        left.countDown();
        return;
      }
    }
    if (exchange.rawPath().equals("/socket")) {
      assertThat(exchange.acceptWebSocket(_ -> awaitEnd(), left::countDown)).isTrue();
      return;
    }
    if (exchange.rawPath().equals("/break")) {
      throw new IllegalStateException("sesame");
    }
    if (exchange.rawPath().equals("/error")) {
      throw new LinkageError("sesame");
    }
    if (exchange.hasQuery("watch")) {
      try (var out = exchange.output()) {
        out.write("first".getBytes(StandardCharsets.UTF_8));
        out.flush();
        endOfWatches.await();
      }
    }
    if (exchange.rawPath().equals("/lines")) {
      try (var out = exchange.output()) {
        for (int i = 0; i < LINES; i++) {
          out.write((i + "\n").getBytes(StandardCharsets.UTF_8));
          out.flush();
        }
      }
      return;
    }
    if (exchange.method().equals("PUT")) {
      text += " " + exchange.readBody(1 << 20).length;
    }
    exchange
        .setHeader("X-Virtual", String.valueOf(Thread.currentThread().isVirtual()))
        .send("text/plain", text.getBytes(StandardCharsets.UTF_8));
  }

  private void awaitEnd() {
    try {
      endOfWatches.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Door door(String name) {
    return exchange -> answer(name, exchange);
  }

  @BeforeEach
  void prepare() throws Exception {
    data = DataDirectory.open(parent.resolve("data"));
    identity = new Certificates(data, Clock.systemUTC()).own(List.of());
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry(
        "ca",
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(identity.trustPem())));
    var trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(null, trust.getTrustManagers(), null);
    trusting = tls;
    client = HttpClient.newBuilder().sslContext(tls).build();
  }

  @AfterEach
  void close() throws IOException {
    client.shutdownNow();
    data.close();
  }

  private Listeners impatient() throws IOException {
    return started(IMPATIENT);
  }

  private Listeners started(Listeners.Times times) throws IOException {
    Listeners listeners =
        Listeners.bind(
            config(ANY_PORT, ANY_PORT, RegistryTls.AUTO), identity, metrics, HEAP, times);
    listeners.start(door("api"), door("registry"), data.socket());
    return listeners;
  }

  private Listeners started(RegistryTls registryTls) throws IOException {
    Listeners listeners =
        Listeners.bind(config(ANY_PORT, ANY_PORT, registryTls), identity, metrics, HEAP);
    listeners.start(door("api"), door("registry"), data.socket());
    return listeners;
  }

  private ServerConfig config(ListenAddress api, ListenAddress registry, RegistryTls registryTls) {
    return config(data.root(), api, registry, registryTls);
  }

  static ServerConfig config(
      Path root, ListenAddress api, ListenAddress registry, RegistryTls registryTls) {
    return new ServerConfig(
        root,
        api,
        registry,
        registryTls,
        "",
        ServerConfig.PublicAccess.NONE,
        new OwnAuthority(),
        Optional.empty(),
        new ServerConfig.Upstream(ServerConfig.UpstreamAddresses.AUTO, List.of()),
        List.of(),
        CheckSettings.USUAL,
        TagLimit.USUAL,
        new ServerConfig.Mirror(true, OptionalLong.empty()),
        ServerConfig.Collection.USUAL,
        ServerConfig.Pruning.NEVER,
        Optional.of(ServerConfig.USUAL_SCRUB),
        ServerConfig.OwnWorkloads.USUAL,
        LogFormat.TEXT,
        ServerConfig.LogLevel.INFO,
        new ServerConfig.NoAudit());
  }

  private static HttpRequest.Builder request(String uri) {
    return HttpRequest.newBuilder(URI.create(uri)).timeout(Duration.ofSeconds(20));
  }

  private HttpResponse<String> get(String uri) throws IOException, InterruptedException {
    return client.send(request(uri).build(), BodyHandlers.ofString());
  }

  @Test
  void servesTheApiOverTlsWithHttp2AndHttp1() throws Exception {
    try (Listeners listeners = started(RegistryTls.AUTO)) {
      String uri = "https://" + listeners.api().authority() + "/a%2Fb";

      HttpResponse<String> second = get(uri);
      HttpResponse<String> first =
          client.send(request(uri).version(Version.HTTP_1_1).build(), BodyHandlers.ofString());

      assertThat(second.version()).isEqualTo(Version.HTTP_2);
      assertThat(first.version()).isEqualTo(Version.HTTP_1_1);
      assertThat(List.of(first, second))
          .allSatisfy(
              response -> {
                assertThat(response.body()).isEqualTo("api https /a%2Fb");
                assertThat(response.headers().firstValue("X-Virtual")).contains("true");
                assertThat(response.headers().firstValue("Server")).isEmpty();
              });
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4095, 4096, 4097, 5_000, 16_384, 16_385, 20_000, 70_000, 300_000})
  void aBodyOfAnyLengthArrivesWhole(int length) throws Exception {
    try (Listeners listeners = started(RegistryTls.AUTO)) {
      String uri = "https://" + listeners.api().authority() + "/a";
      for (Version version : Version.values()) {
        HttpResponse<String> response =
            client.send(
                request(uri)
                    .version(version)
                    .PUT(BodyPublishers.ofByteArray(new byte[length]))
                    .build(),
                BodyHandlers.ofString());

        assertThat(response.body()).as("%s", version).endsWith(" " + length);
      }
    }
  }

  @Test
  void streamsOfOneConnectionThatWriteAtOnceArriveWholeThoughSomeAreGivenUp() throws Exception {
    try (Listeners listeners = started(RegistryTls.AUTO)) {
      HttpRequest lines =
          request("https://" + listeners.api().authority() + "/lines")
              .version(Version.HTTP_2)
              .build();
      assertThat(client.send(lines, BodyHandlers.ofString()).version()).isEqualTo(Version.HTTP_2);
      List<CompletableFuture<HttpResponse<String>>> whole = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        whole.add(client.sendAsync(lines, BodyHandlers.ofString()));
        if (i % 10 == 0) {
          client.send(lines, BodyHandlers.ofInputStream()).body().close();
        }
      }
      String expected =
          IntStream.range(0, LINES).mapToObj(n -> n + "\n").collect(Collectors.joining());
      for (var answer : whole) {
        assertThat(answer.get(20, TimeUnit.SECONDS).body()).isEqualTo(expected);
      }
    }
  }

  @Test
  void servesTheRegistryPlainOnLoopbackAndOverHttp1Only() throws Exception {
    try (Listeners listeners = started(RegistryTls.AUTO)) {
      HttpResponse<String> response = get("http://" + listeners.registry().authority() + "/v2/");

      assertThat(response.body()).isEqualTo("registry http /v2/");
      assertThat(response.version()).isEqualTo(Version.HTTP_1_1);
    }
  }

  @Test
  void servesTheRegistryOverTlsWhenAsked() throws Exception {
    try (Listeners listeners = started(RegistryTls.ON)) {
      HttpResponse<String> response = get("https://" + listeners.registry().authority() + "/v2/");

      assertThat(response.body()).isEqualTo("registry https /v2/");
      assertThat(response.version()).isEqualTo(Version.HTTP_1_1);
    }
  }

  @Test
  void isNotTrustedByClientsThatDoNotKnowTheAuthority() throws Exception {
    try (Listeners listeners = started(RegistryTls.AUTO);
        HttpClient stranger = HttpClient.newHttpClient()) {
      HttpRequest request = request("https://" + listeners.api().authority() + "/").build();

      assertThatExceptionOfType(SSLHandshakeException.class)
          .isThrownBy(() -> stranger.send(request, BodyHandlers.ofString()));
    }
  }

  @Test
  void servesTheApiOnPrivateSocket() throws Exception {
    try (Listeners _ = started(RegistryTls.AUTO);
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.socket())))
          .isEqualTo("rw-------");

      channel.connect(UnixDomainSocketAddress.of(data.socket()));
      channel.write(
          ByteBuffer.wrap(
              "GET /x HTTP/1.1\r\nHost: weir\r\nConnection: close\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII)));
      String answer =
          new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);

      assertThat(answer).startsWith("HTTP/1.1 200").contains("api http /x");
    }
  }

  @Test
  void refusesHeadersOverThirtyTwoKilobytes() throws Exception {
    try (Listeners listeners = started(RegistryTls.AUTO)) {
      HttpResponse<String> response =
          client.send(
              request("http://" + listeners.registry().authority() + "/")
                  .header("X-Long", "x".repeat(33 * 1024))
                  .build(),
              BodyHandlers.ofString());

      assertThat(response.statusCode()).isEqualTo(431);
      assertThat(response.body())
          .isEqualTo(
              "{\"errors\":[{\"code\":\"UNKNOWN\",\"message\":\"Request Header Fields Too"
                  + " Large\"}]}\n");
    }
  }

  @Test
  void saysNothingOfWhyDoorBroke() throws Exception {
    try (Listeners listeners = started(RegistryTls.AUTO)) {
      HttpResponse<String> response = get("https://" + listeners.api().authority() + "/break");

      assertThat(response.statusCode()).isEqualTo(500);
      assertThat(response.body())
          .isEqualTo(
              "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"metadata\":{},"
                  + "\"status\":\"Failure\",\"message\":\"Server Error (request %s)\","
                      .formatted(response.headers().firstValue("X-Request-Id").orElseThrow())
                  + "\"reason\":\"\",\"code\":500}\n");
    }
  }

  @Test
  void namesTheFlagWhenPortIsInUse() throws Exception {
    try (Listeners listeners = started(RegistryTls.AUTO)) {
      ServerConfig api = config(listeners.api(), ANY_PORT, RegistryTls.AUTO);
      ServerConfig registry = config(ANY_PORT, listeners.registry(), RegistryTls.AUTO);

      assertThatThrownBy(() -> Listeners.bind(api, identity, metrics, HEAP))
          .hasMessage(
              "Weir cannot listen on "
                  + listeners.api()
                  + " (the port is in use); choose another address with --api HOST:PORT, where port"
                  + " 0 picks a free one.");
      assertThatThrownBy(() -> Listeners.bind(registry, identity, metrics, HEAP))
          .hasMessageContaining("--registry HOST:PORT");
    }
  }

  @Test
  void finishesWhatRunsAndEndsWatchesWhenStopped() throws Exception {
    try (Listeners listeners = started(RegistryTls.AUTO);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      String api = "https://" + listeners.api().authority();
      HttpRequest watch = request(api + "/things?watch=true").build();
      var watching = client.send(watch, BodyHandlers.ofInputStream());
      assertThat(watching.body().readNBytes(5)).asString().isEqualTo("first");
      // HTTP/1.1, as this client forgets a whole answer when the connection's end comes right after
      // it in HTTP/2
      HttpRequest wait = request(api + "/wait").version(Version.HTTP_1_1).build();
      var waiting = threads.submit(() -> client.send(wait, BodyHandlers.ofString()));
      inside.await();

      var stopping =
          threads.submit(
              () -> {
                listeners.stop(PATIENCE, endOfWatches::countDown);
                return true;
              });
      assertThat(watching.body().readAllBytes()).isEmpty();
      mayEnd.countDown();

      assertThat(waiting.get().body()).isEqualTo("api https /wait");
      assertThat(stopping.get()).isTrue();
    }
  }

  @Test
  void answersTheFirstRequestOfAConnectionAlsoWhenItEndsInAnError() throws Exception {
    try (Listeners listeners = started(RegistryTls.AUTO)) {
      for (boolean tls : List.of(true, false, true, false)) {
        ListenAddress address = tls ? listeners.api() : listeners.registry();
        try (Socket socket = socket(address, tls)) {
          socket.setSoTimeout((int) PATIENCE.toMillis());
          socket
              .getOutputStream()
              .write(
                  "GET /error HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
                      .getBytes(StandardCharsets.US_ASCII));

          assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
              .startsWith("HTTP/1.1 500 ")
              .doesNotContain("sesame");
        }
      }
    }
  }

  @Test
  void countsRequestsOfEachDoor() throws Exception {
    try (Listeners listeners = started(RegistryTls.AUTO)) {
      get("https://" + listeners.api().authority() + "/a");
      get("http://" + listeners.registry().authority() + "/v2/");
    }

    assertThat(new String(metrics.text(), StandardCharsets.UTF_8))
        .contains(
            "weir_http_requests_total{code=\"200\",door=\"api\",method=\"GET\",route=\"other\"}"
                + " 1.0")
        .contains(
            "weir_http_requests_total{code=\"200\",door=\"registry\",method=\"GET\",route=\"other\"}"
                + " 1.0")
        .contains(
            "weir_http_request_duration_seconds_count{door=\"api\",method=\"GET\",route=\"other\"}"
                + " 1");
  }

  private Socket socket(ListenAddress address, boolean tls) throws IOException {
    Socket socket =
        tls
            ? trusting.getSocketFactory().createSocket(address.host(), address.port())
            : new Socket(address.host(), address.port());
    socket.setSoTimeout((int) PATIENCE.toMillis());
    return socket;
  }

  private static void ask(Socket socket, String path) throws IOException {
    socket
        .getOutputStream()
        .write(
            ("GET " + path + " HTTP/1.1\r\nHost: weir\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
  }

  private static String head(Socket socket) throws IOException {
    byte[] answer = new byte[1024];
    int read = socket.getInputStream().read(answer);
    return new String(answer, 0, Math.max(0, read), StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void noticesThatClientLeavesWhileItsRequestWaitsForOthers(boolean tls) throws Exception {
    try (Listeners listeners = started(RegistryTls.AUTO)) {
      Socket socket = socket(tls ? listeners.api() : listeners.registry(), tls);
      ask(socket, "/others");
      inside.await();
      socket.close();

      assertThat(left.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void noticesThatStreamIsGivenUpWhileItsRequestWaitsForOthers() throws Exception {
    try (Listeners listeners = started(RegistryTls.AUTO)) {
      HttpRequest request = request("https://" + listeners.api().authority() + "/others").build();
      CompletableFuture<HttpResponse<String>> answer =
          client.sendAsync(request, BodyHandlers.ofString());
      inside.await();
      answer.cancel(true);

      assertThat(left.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource(HttpClient.Version.class)
  void whoWaitsForAnAnswerThatTakesLongGetsIt(HttpClient.Version version) throws Exception {
    try (Listeners listeners = started(RESTLESS)) {
      HttpRequest request =
          request("https://" + listeners.api().authority() + "/others").version(version).build();
      CompletableFuture<HttpResponse<String>> answer =
          client.sendAsync(request, BodyHandlers.ofString());
      inside.await();
      assertThat(left.await(PAUSE.toMillis() * 5, TimeUnit.MILLISECONDS)).isFalse();
      mayEnd.countDown();

      assertThat(answer.get().version()).isEqualTo(version);
      assertThat(answer.get().body()).isEqualTo("api https /others");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void connectionServesOnAfterItsClientWasWatched(boolean tls) throws Exception {
    try (Listeners listeners = started(RegistryTls.AUTO);
        Socket socket = socket(tls ? listeners.api() : listeners.registry(), tls)) {
      mayEnd.countDown();
      for (int i = 0; i < 20; i++) {
        ask(socket, "/others");
        assertThat(head(socket)).startsWith("HTTP/1.1 200").contains("/others");
        ask(socket, "/next");
        assertThat(head(socket)).startsWith("HTTP/1.1 200").contains("/next");
      }
    }
  }

  @Test
  void whoSendsTheNextRequestTooEarlyIsAnsweredAndComesAgain() throws Exception {
    try (Listeners listeners = started(RegistryTls.AUTO);
        Socket socket = socket(listeners.registry(), false)) {
      ask(socket, "/others");
      inside.await();
      socket
          .getOutputStream()
          .write(
              "GET /next HTTP/1.1\r\nHost: weir\r\nConnection: close\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      mayEnd.countDown();

      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(answer).startsWith("HTTP/1.1 200").contains("registry http /others");
      assertThat(answer.contains("Connection: close") || answer.contains("registry http /next"))
          .isTrue();
    }
  }

  /** Sends a byte now and then until the connection ends, which must be soon. */
  private static void drip(OutputStream out, InputStream in, String text) throws Exception {
    CompletableFuture<Integer> end =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return in.readAllBytes().length;
              } catch (IOException _) {
                return -1;
              }
            },
            Thread::startVirtualThread);
    long start = System.nanoTime();
    try {
      for (int i = 0; !end.isDone() && i < text.length(); i++) {
        out.write(text.charAt(i));
        out.flush();
        Awaitility.await().pollDelay(Duration.ofMillis(50)).until(() -> true);
      }
    } catch (IOException _) {
      // the end came while a byte was written
    }
    assertThat(end.get(10, TimeUnit.SECONDS)).isLessThanOrEqualTo(0);
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isBetween(HEADERS.dividedBy(3), HEADERS.multipliedBy(8));
  }

  private static final String ENDLESS = "GET / HTTP/1.1\r\nX-Slow: " + "x".repeat(200);

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void headersThatComeByteByByteEndTheConnection(boolean tls) throws Exception {
    try (Listeners listeners = impatient();
        Socket socket = socket(tls ? listeners.api() : listeners.registry(), tls)) {
      drip(socket.getOutputStream(), socket.getInputStream(), ENDLESS);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void headersOfTheNextRequestMayBeginLateAndMustThenComeSoon(boolean tls) throws Exception {
    try (Listeners listeners = impatient();
        Socket socket = socket(tls ? listeners.api() : listeners.registry(), tls)) {
      ask(socket, "/first");
      assertThat(head(socket)).contains("/first");
      Awaitility.await().pollDelay(HEADERS.multipliedBy(2)).until(() -> true);
      ask(socket, "/second");
      assertThat(head(socket)).contains("/second");
      drip(socket.getOutputStream(), socket.getInputStream(), ENDLESS);
    }
  }

  @Test
  void aHandshakeThatDoesNotGoOnEndsTheConnection() throws Exception {
    try (Listeners listeners = impatient();
        Socket socket = socket(listeners.api(), false)) {
      drip(
          socket.getOutputStream(),
          socket.getInputStream(),
          "\u0016\u0003\u0001\u0002\u0000" + "x".repeat(200));
    }
  }

  @Test
  void headersOnTheUnixSocketMustComeSoonToo() throws Exception {
    try (Listeners _ = impatient();
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(data.socket()));
      drip(Channels.newOutputStream(channel), Channels.newInputStream(channel), ENDLESS);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "settings"})
  void http2ThatBeginsAndDoesNotGoOnEndsTheConnection(String settings) throws Exception {
    try (Listeners listeners = impatient();
        SSLSocket socket = (SSLSocket) socket(listeners.api(), true)) {
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setApplicationProtocols(new String[] {"h2"});
      socket.setSSLParameters(parameters);
      socket.startHandshake();
      String preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
      socket.getOutputStream().write(preface.getBytes(StandardCharsets.US_ASCII));
      if (!settings.isEmpty()) {
        socket.getOutputStream().write(new byte[] {0, 0, 0, 4, 0, 0, 0, 0, 0});
      }
      long start = System.nanoTime();
      byte[] _ = socket.getInputStream().readAllBytes();
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(HEADERS.multipliedBy(8));
    } catch (SocketException reset) {
      assertThat(reset).hasMessageContaining("reset");
    }
  }

  @Test
  void whatTakesLongAfterItsHeadersIsNotEnded() throws Exception {
    try (Listeners listeners = impatient();
        Socket slow = socket(listeners.registry(), false)) {
      slow.getOutputStream()
          .write(
              "PUT /x HTTP/1.1\r\nHost: weir\r\nContent-Length: 4\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      HttpRequest watch = request("https://" + listeners.api().authority() + "/t?watch=1").build();
      var watching = client.send(watch, BodyHandlers.ofInputStream());
      assertThat(watching.version()).isEqualTo(Version.HTTP_2);
      for (int i = 0; i < 4; i++) {
        Awaitility.await().pollDelay(HEADERS.dividedBy(2)).until(() -> true);
        slow.getOutputStream().write('x');
      }
      assertThat(head(slow)).contains("registry http /x 4");
      endOfWatches.countDown();
      assertThat(watching.body().readAllBytes()).asString().isEqualTo("first");
    }
  }

  @Test
  void aWebSocketOwesNoHeaders() throws Exception {
    try (Listeners listeners = impatient()) {
      WebSocket socket =
          client
              .newWebSocketBuilder()
              .buildAsync(
                  URI.create("wss://" + listeners.api().authority() + "/socket"),
                  new WebSocket.Listener() {})
              .get(5, TimeUnit.SECONDS);
      for (int i = 0; i < 4; i++) {
        Awaitility.await().pollDelay(HEADERS.dividedBy(2)).until(() -> true);
        socket.sendText("x", true).get(5, TimeUnit.SECONDS);
      }
      assertThat(left.getCount()).isEqualTo(1);
      socket.abort();
      assertThat(left.await(5, TimeUnit.SECONDS)).isTrue();
    } finally {
      endOfWatches.countDown();
    }
  }

  @Test
  void pathsThatCannotBeReadAreRefusedInTheFormOfTheirProtocol() throws Exception {
    try (Listeners listeners = started(RegistryTls.AUTO)) {
      for (String path : List.of("/v2/%zz", "/v2/%00", "/v2/a/%2e%2e/b")) {
        assertThat(closed(listeners.registry(), false, path))
            .as(path)
            .startsWith("HTTP/1.1 400")
            .contains("{\"errors\":[{\"code\":");
        assertThat(closed(listeners.api(), true, path))
            .as(path)
            .startsWith("HTTP/1.1 400")
            .contains("{\"kind\":\"Status\"");
      }
    }
  }

  private String closed(ListenAddress address, boolean tls, String path) throws IOException {
    try (Socket socket = socket(address, tls)) {
      ask(socket, path + " HTTP/1.1\r\nConnection: close\r\nX-Rest:");
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void plainHttpWhereTlsIsSpokenIsToldSo() throws Exception {
    try (Listeners listeners = started(RegistryTls.ON)) {
      for (ListenAddress address : List.of(listeners.api(), listeners.registry())) {
        HttpResponse<String> answer = get("http://" + address.authority() + "/v2/");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body())
            .isEqualTo(
                "this port speaks TLS and got plain HTTP; use https://"
                    + address.authority()
                    + "\n");
      }
    }
  }
}
