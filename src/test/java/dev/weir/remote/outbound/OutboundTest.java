package dev.weir.remote.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.weir.remote.fake.FakeRegistry;
import dev.weir.remote.fake.Fault;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class OutboundTest {
  private static final Duration LONG = Duration.ofSeconds(10);

  private final FakeRegistry here = FakeRegistry.plain();
  private final Outbound outbound =
      new Redirects(
          new JettyOutbound(
              new OutboundSettings(AddressPolicy.PRIVATE_ALLOWED, List.of(), LONG, LONG)));

  @AfterEach
  void close() {
    outbound.close();
    here.close();
  }

  private static OutboundRequest get(String uri) {
    return OutboundRequest.of("GET", URI.create(uri), true);
  }

  @Test
  void followsFiveRedirectsAndNoSixth() throws Exception {
    here.failNext("GET /again", new Fault.Redirect(302, "/again"), 5);
    try (OutboundAnswer answer = outbound.send(get(here.url() + "/again"))) {
      assertThat(answer.status()).isEqualTo(404);
    }
    here.failNext("GET /again", new Fault.Redirect(302, "/again"), 6);

    assertThatThrownBy(() -> outbound.send(get(here.url() + "/again")))
        .hasMessageContaining("more than 5 times");
  }

  @Test
  void dropsTheAuthorizationWhenTheHostChangesAndKeepsItOtherwise() throws Exception {
    List<String> seen = new CopyOnWriteArrayList<>();
    HttpServer other = recorder(seen);
    try {
      String target = "http://127.0.0.1:" + other.getAddress().getPort() + "/blob";
      here.failNext("GET /moved", new Fault.Redirect(307, target), 1);
      OutboundRequest moved = get(here.url() + "/moved").withHeader("authorization", "Basic eA==");
      outbound.send(moved).close();
      outbound.send(get(target + "/near").withHeader("authorization", "Basic eA==")).close();
    } finally {
      other.stop(0);
    }

    assertThat(seen).containsExactly("/blob none", "/blob/near Basic eA==", "/end Basic eA==");
  }

  /** Notes path and Authorization of each request; {@code /near} redirects on the same host. */
  private static HttpServer recorder(List<String> seen) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          String login = exchange.getRequestHeaders().getFirst("Authorization");
          seen.add(exchange.getRequestURI() + " " + (login == null ? "none" : login));
          boolean near = exchange.getRequestURI().getPath().endsWith("/near");
          exchange.getResponseHeaders().set("Location", "/end");
          exchange.sendResponseHeaders(near ? 307 : 200, -1);
          exchange.close();
        });
    server.start();
    return server;
  }

  @Test
  void neverGoesFromTlsToPlainHttp() {
    try (FakeRegistry tls = FakeRegistry.tls()) {
      tls.failNext("GET /down", new Fault.Redirect(302, here.url() + "/target"), 1);
      OutboundRequest request = OutboundRequest.of("GET", URI.create(tls.url() + "/down"), false);

      assertThatThrownBy(() -> outbound.send(request))
          .hasMessageContaining("from https to plain http");
    }
    assertThat(here.requests()).isEmpty();
  }

  @Test
  void doesNotFollowARedirectToAMetadataAddress() {
    here.failNext("GET /evil", new Fault.Redirect(302, "http://169.254.169.254/latest"), 1);

    assertThatThrownBy(() -> outbound.send(get(here.url() + "/evil")))
        .hasMessage("169.254.169.254: 169.254.169.254 must not be connected to: it is link-local");
  }

  @Test
  void refusesLoopbackWhenOnlyPublicAddressesAreAllowed() {
    try (Outbound publicOnly =
        new JettyOutbound(OutboundSettings.of(AddressPolicy.PUBLIC_ONLY, List.of()))) {
      for (String host : List.of("127.0.0.1", "localhost", "[::1]", "2130706433", "0x7f.1")) {
        assertThatThrownBy(() -> publicOnly.send(get("http://" + host + ":" + here.port() + "/")))
            .as(host)
            .isInstanceOf(OutboundException.class);
      }
    }
    assertThat(here.requests()).isEmpty();
  }

  @Test
  void saysThatNobodyListens() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }

    assertThatThrownBy(() -> outbound.send(get("http://127.0.0.1:" + port + "/")))
        .hasMessage("127.0.0.1:" + port + ": connection refused")
        .extracting(e -> ((OutboundException) e).kind())
        .isEqualTo(OutboundException.Kind.CONNECT);
  }

  @Test
  void saysThatAServerSpeaksPlainHttp() {
    assertThatThrownBy(() -> outbound.send(get("https://" + here.host() + "/")))
        .hasMessageContaining("gave HTTP response")
        .extracting(e -> ((OutboundException) e).kind())
        .as("kind")
        .isEqualTo(OutboundException.Kind.PLAIN_TEXT);
  }

  @Test
  void givesUpOnAServerThatGoesSilent() {
    here.failNext("GET /slow", new Fault.Hang(), 1);
    Duration brief = Duration.ofMillis(200);
    OutboundSettings settings =
        new OutboundSettings(AddressPolicy.PRIVATE_ALLOWED, List.of(), LONG, brief);
    try (Outbound impatient = new JettyOutbound(settings)) {
      assertThatThrownBy(() -> impatient.send(get(here.url() + "/slow")))
          .extracting(e -> ((OutboundException) e).kind())
          .isEqualTo(OutboundException.Kind.TIMEOUT);
    }
  }

  @Test
  void waitsLongerForWhatIsKnownToTakeLong() throws Exception {
    here.failNext("PUT /slow", new Fault.Late(Duration.ofMillis(500)), 1);
    Duration brief = Duration.ofMillis(200);
    OutboundSettings settings =
        new OutboundSettings(AddressPolicy.PRIVATE_ALLOWED, List.of(), LONG, brief);
    OutboundRequest slow =
        OutboundRequest.of("PUT", URI.create(here.url() + "/slow"), true)
            .withBody(OutboundBody.of(new byte[0]))
            .within(LONG);
    try (Outbound impatient = new JettyOutbound(settings);
        OutboundAnswer answer = impatient.send(slow)) {
      assertThat(answer.status()).isEqualTo(404);
    }
  }

  @Test
  void failsTheReadWhenTheBodyEndsEarly() throws Exception {
    here.failNext("GET /v2/", new Fault.Truncate(), 1);
    try (OutboundAnswer answer = outbound.send(get(here.url() + "/v2/"));
        InputStream body = answer.body()) {
      assertThatThrownBy(body::readAllBytes).isInstanceOf(OutboundException.class);
    }
  }

  @Test
  void keepsQueriesOutOfItsMessages() {
    here.failNext("GET /", new Fault.Drop(), 5);

    assertThatThrownBy(() -> outbound.send(get(here.url() + "/x?signature=secret")))
        .message()
        .doesNotContain("secret");
    assertThat(get("http://h/x?signature=secret").withHeader("authorization", "secret").toString())
        .doesNotContain("secret");
  }

  @Test
  void leavesNoThreadBehindThatKeepsTheProcessAlive() throws Exception {
    outbound.send(get(here.url() + "/v2/")).close();
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    try (Outbound shortLived =
        new JettyOutbound(OutboundSettings.of(AddressPolicy.PRIVATE_ALLOWED, List.of()))) {
      shortLived.send(get(here.url() + "/v2/")).close();
    }

    await()
        .pollInSameThread()
        .atMost(LONG)
        .untilAsserted(
            () ->
                assertThat(Thread.getAllStackTraces().keySet())
                    .filteredOn(thread -> !thread.isDaemon() && !before.contains(thread))
                    .isEmpty());
  }
}
