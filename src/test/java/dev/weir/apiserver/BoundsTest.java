package dev.weir.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client cannot make the door do. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(30)
final class BoundsTest {
  private static final String SECRETS = "/api/v1/namespaces/demo/secrets";
  private static final String WATCH = SECRETS + "?watch=true";
  private static final Duration SOON = Duration.ofSeconds(10);
  private TestApi api;

  @BeforeAll
  void start() throws Exception {
    api = TestApi.startBounded(new Bounds(3, 2, 2, Duration.ofMillis(500), Duration.ofMillis(300)));
  }

  @AfterAll
  void stop() {
    api.close();
  }

  private void noMoreWatches() {
    Awaitility.await().atMost(SOON).until(() -> api.secrets.watchers() == 0);
  }

  @Test
  void aUserMayOpenOnlySoManyWatchesAndMayOpenAnotherOnceOneHasEnded() throws Exception {
    List<HttpResponse<InputStream>> open = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      open.add(api.stream(api.request(WATCH)));
      assertThat(open.getLast().statusCode()).isEqualTo(200);
    }
    HttpResponse<String> refused = api.get(WATCH);
    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(refused.headers().firstValue("Retry-After")).contains("1");
    assertThat(refused.body()).contains("system:admin", "2 watches open already");
    for (var watch : open) {
      watch.body().close();
    }
    noMoreWatches();
    assertThat(api.get(WATCH + "&timeoutSeconds=1").statusCode()).isEqualTo(200);
  }

  @Test
  void aQuietWatchFindsOutThatItsClientHasLeft() throws Exception {
    try (Socket _ = request("GET " + WATCH + " HTTP/1.1", "")) {
      Awaitility.await().atMost(SOON).until(() -> api.secrets.watchers() == 1);
    }
    noMoreWatches();
  }

  @Test
  void aClientThatDoesNotReadLosesItsWatch() throws Exception {
    try (Socket socket = request("GET " + WATCH + " HTTP/1.1", "")) {
      Awaitility.await().atMost(SOON).until(() -> api.secrets.watchers() == 1);
      String big = "x".repeat(1_000_000);
      for (int i = 0; i < 12; i++) {
        api.post(SECRETS, "{\"metadata\":{\"name\":\"big" + i + "\"},\"type\":\"" + big + "\"}");
      }
      noMoreWatches();
      assertThat(socket.isClosed()).isFalse();
    }
  }

  @Test
  void aBodyThatDoesNotComeIsNotWaitedForAndHoldsNoSlot() throws Exception {
    String head = "POST " + SECRETS + " HTTP/1.1";
    try (Socket one = request(head, "Content-Type: application/json\r\nContent-Length: 100\r\n");
        Socket two = request(head, "Content-Type: application/json\r\nContent-Length: 100\r\n")) {
      Awaitility.await().atMost(SOON).until(() -> api.get(SECRETS).statusCode() == 429);
      assertThat(api.get("/readyz").statusCode()).isEqualTo(200);
      Awaitility.await().atMost(SOON).until(() -> api.get(SECRETS).statusCode() == 200);
      String answer = new String(one.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(answer).startsWith("HTTP/1.1 408").contains("did not arrive within");
      assertThat(two.getInputStream().read()).isNotNegative();
    }
  }

  private Socket request(String line, String headers) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), api.port());
    socket.setReceiveBufferSize(4096);
    socket.setSoTimeout((int) SOON.toMillis());
    OutputStream out = socket.getOutputStream();
    out.write(
        "%s\r\nHost: localhost\r\nAuthorization: Bearer %s\r\n%s\r\n"
            .formatted(line, TestApi.ADMIN, headers)
            .getBytes(StandardCharsets.UTF_8));
    out.flush();
    return socket;
  }

  @Test
  void aBodyOverThreeMegabytesIsTooLarge() throws Exception {
    String body = "{\"metadata\":{\"name\":\"x\"},\"type\":\"" + "x".repeat(3 << 20) + "\"}";
    HttpResponse<String> answer = api.post(SECRETS, body);
    assertThat(answer.statusCode()).isEqualTo(413);
    assertThat(TestApi.tree(answer).get("reason").asString()).isEqualTo("RequestEntityTooLarge");
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/json", "application/yaml"})
  void deepBodiesAreRefused(String type) throws Exception {
    String deep = "{\"a\":".repeat(5_000) + "1" + "}".repeat(5_000);
    assertThat(api.send("POST", SECRETS, type, deep).statusCode()).isEqualTo(400);
    String list = "[".repeat(100_000);
    assertThat(api.send("POST", SECRETS, type, list).statusCode()).isEqualTo(400);
  }

  @Test
  void yamlThatGrowsByReferencesIsRefused() throws Exception {
    StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 9; i++) {
      bomb.append("a%d: &a%d [".formatted(i, i)).append(("*a" + (i - 1) + ",").repeat(9));
      bomb.append("]\n");
    }
    var answer = api.send("POST", SECRETS, "application/yaml", bomb.toString());
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("references to anchors are not read");
  }
}
