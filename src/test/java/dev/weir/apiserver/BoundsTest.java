package dev.weir.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.http.BodyBudget;
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
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
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

  /** Waits for bodies longer than any test lasts: what it holds stays however slow the machine. */
  private TestApi patient;

  private int posted;

  @BeforeAll
  void start() throws Exception {
    api =
        TestApi.startBounded(new Bounds(3, 2, 2, Duration.ofMillis(1_500), Duration.ofMillis(300)));
    patient = TestApi.startPatient(2);
  }

  @AfterAll
  void stop() {
    api.close();
    patient.close();
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
  void aBodyThatDoesNotComeIsNotWaitedFor() throws Exception {
    try (Socket slow = post(api, SECRETS, TestApi.ADMIN, 100_000, 20_000)) {
      assertThat(answer(slow)).startsWith("HTTP/1.1 408").contains("did not arrive within");
    }
    Awaitility.await().atMost(SOON).until(() -> api.bodies.held() == 0);
  }

  @Test
  void bodiesThatDoNotComeHoldNoSlot() throws Exception {
    List<Socket> slow = new ArrayList<>();
    try {
      for (int i = 0; i < 5; i++) {
        slow.add(post(patient, SECRETS, TestApi.ADMIN, 100_000, 20_000));
      }
      awaitHeld(5 * 16_000);
      assertThat(patient.get(SECRETS).statusCode()).isEqualTo(200);
    } finally {
      close(slow);
    }
    awaitNothingHeld();
  }

  @Test
  void strangersFillOnlyTheirSmallPart() throws Exception {
    String path = "/apis/image.openshift.io/v1/namespaces/demo/imagestreammappings";
    List<Socket> strangers = new ArrayList<>();
    try {
      strangers.add(post(patient, path, "", 3_000_000, 250_000));
      awaitHeld(240_000);
      strangers.add(post(patient, path, "", 3_000_000, 250_000));
      assertThat(answer(strangers.getLast()))
          .startsWith("HTTP/1.1 429")
          .contains("Retry-After: 1", "too many large requests are in memory already");
      assertThat(post(TestApi.DEV, 250_000)).isEqualTo(201);
    } finally {
      close(strangers);
    }
    awaitNothingHeld();
  }

  @Test
  void oneUserCannotTakeTheMemoryFromTheOthers() throws Exception {
    List<Socket> hostile = new ArrayList<>();
    try {
      for (int i = 1; i <= 2; i++) {
        hostile.add(post(patient, SECRETS, TestApi.DEV, 3_000_000, 1_000_000));
        awaitHeld(i * 990_000L);
      }
      hostile.add(post(patient, SECRETS, TestApi.DEV, 3_000_000, 1_000_000));
      assertThat(answer(hostile.getLast())).startsWith("HTTP/1.1 429");
      assertThat(post(TestApi.ADMIN, 1_000_000)).isEqualTo(201);
    } finally {
      close(hostile);
    }
    awaitNothingHeld();
    assertThat(post(TestApi.DEV, 1_000_000)).isEqualTo(201);
  }

  private void awaitHeld(long bytes) {
    Awaitility.await().atMost(SOON).until(() -> patient.bodies.held() >= bytes);
  }

  private void awaitNothingHeld() {
    Awaitility.await().atMost(SOON).until(() -> patient.bodies.held() == 0);
  }

  @Test
  void aClientThatDoesNotReadItsAnswerHoldsNoSlot() throws Exception {
    String big = "x".repeat(1_000_000);
    for (int i = 0; i < 12; i++) {
      api.post(SECRETS, "{\"metadata\":{\"name\":\"large" + i + "\"},\"type\":\"" + big + "\"}");
    }
    List<Socket> slow = new ArrayList<>();
    try {
      for (int i = 0; i < 3; i++) {
        slow.add(request("GET " + SECRETS + " HTTP/1.1", ""));
        assertThat(slow.getLast().getInputStream().readNBytes(12)).asString().endsWith("200");
      }
    } finally {
      close(slow);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"PATCH", "PUT", "DELETE"})
  void aSmallWriteOfALargeObjectWaitsForItsTurnAsALargeWriteDoes(String method) throws Exception {
    String large = "large-" + method.toLowerCase(Locale.ROOT);
    String small = "small-" + method.toLowerCase(Locale.ROOT);
    String object = "{\"metadata\":{\"name\":\"%s\"},\"type\":\"%s\"}";
    api.post(SECRETS, object.formatted(large, "x".repeat(200_000)));
    api.post(SECRETS, object.formatted(small, "x"));
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Integer> waiting;
      try (BodyBudget.Turn _ = api.bodies.turn(TestApi.BODIES)) {
        waiting = threads.submit(() -> write(method, large));
        assertThat(write(method, small)).isEqualTo(200);
        Awaitility.await().during(Duration.ofMillis(300)).until(() -> !waiting.isDone());
      }
      assertThat(waiting.get()).isEqualTo(200);
    }
  }

  private int write(String method, String name) throws Exception {
    String type = method.equals("PATCH") ? "application/merge-patch+json" : "application/json";
    String body =
        method.equals("DELETE") ? "" : "{\"metadata\":{\"name\":\"" + name + "\"},\"type\":\"y\"}";
    return api.send(method, SECRETS + "/" + name, type, body).statusCode();
  }

  /** The status of a complete request with a body of about that size. */
  private int post(String token, int length) throws Exception {
    String body =
        "{\"metadata\":{\"name\":\"n" + posted++ + "\"},\"type\":\"" + "x".repeat(length) + "\"}";
    try (Socket socket = open(patient, SECRETS, token, body.length())) {
      socket.getOutputStream().write(body.getBytes(StandardCharsets.US_ASCII));
      return Integer.parseInt(answer(socket).split(" ", 3)[1]);
    }
  }

  /** A request of which only the first bytes of the body come. */
  private static Socket post(TestApi api, String path, String token, int announced, int sent)
      throws IOException {
    Socket socket = open(api, path, token, announced);
    socket.getOutputStream().write(" ".repeat(sent).getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().flush();
    return socket;
  }

  private static Socket open(TestApi api, String path, String token, int announced)
      throws IOException {
    return request(
        api,
        "POST " + path + " HTTP/1.1",
        "Content-Type: application/json\r\nContent-Length: " + announced + "\r\n",
        token);
  }

  /** Everything up to the end of the headers and what came with it. */
  private static String answer(Socket socket) throws IOException {
    byte[] first = new byte[4096];
    int read = socket.getInputStream().read(first);
    return new String(first, 0, Math.max(0, read), StandardCharsets.UTF_8);
  }

  private static void close(List<Socket> sockets) throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  private Socket request(String line, String headers) throws IOException {
    return request(api, line, headers, TestApi.ADMIN);
  }

  private static Socket request(TestApi api, String line, String headers, String token)
      throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), api.port());
    socket.setReceiveBufferSize(4096);
    socket.setSoTimeout((int) SOON.toMillis());
    OutputStream out = socket.getOutputStream();
    String login = token.isEmpty() ? "" : "Authorization: Bearer " + token + "\r\n";
    out.write(
        "%s\r\nHost: localhost\r\n%s%s\r\n"
            .formatted(line, login, headers)
            .getBytes(StandardCharsets.UTF_8));
    out.flush();
    return socket;
  }

  @Test
  void aBodyFarTooLargeIsAnsweredAlthoughTheClientGoesOnWriting() throws Exception {
    int length = 40 << 20;
    try (Socket socket = open(patient, SECRETS, TestApi.ADMIN, length)) {
      byte[] piece = new byte[1 << 20];
      for (int sent = 0; sent < length; sent += piece.length) {
        socket.getOutputStream().write(piece);
      }
      assertThat(answer(socket)).startsWith("HTTP/1.1 413").contains("Connection: close");
    }
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
