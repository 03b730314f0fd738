package dev.weir.hook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.http.BodyBudget;
import dev.weir.http.DoorHandler;
import dev.weir.http.PathSecrets;
import dev.weir.objects.value.ObjectKey;
import dev.weir.objects.value.ValueCodec;
import dev.weir.platform.core.StoredSecrets;
import dev.weir.platform.host.OwnHost;
import dev.weir.reference.ImageReference;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import dev.weir.store.Store;
import dev.weir.store.Transaction;
import dev.weir.store.memory.MemoryStore;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.awaitility.Awaitility;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/** The door behind a real HTTP server, over a real store; who would look at tags takes notes. */
class HookDoorTest {
  private static final String TOKEN = "Zx3-right-token_0123456789~ABCDEFGHIJKLMNOP";
  private static final String WRONG = TOKEN.replace('3', '4');
  private static final String PUSH = "{\"image\":\"quay.io/team/app:v1\"}";
  private static final List<ImageReference> FOLLOWED =
      List.of(
          ImageReference.parse("quay.io/team/app:v1").withClientDefaults(),
          ImageReference.parse("quay.io/team/app:v2").withClientDefaults(),
          ImageReference.parse("nginx").withClientDefaults());

  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-05-01T12:00:00Z"));
  private final Store store = new MemoryStore();
  private final AtomicInteger opened = new AtomicInteger();
  private final List<String> hinted = Collections.synchronizedList(new ArrayList<>());
  private final HttpClient client = HttpClient.newHttpClient();
  private Server server;

  @BeforeEach
  void start() throws Exception {
    put(Kinds.NAMESPACE, "", "web", Json.object());
    hook("web", "ci", "");
    hook("web", "hub", "dockerhub");
    HookDoor door =
        new HookDoor(
            new HookDoor.Parts(
                new StoredSecrets(store, new CountedCodec())::find,
                new OwnHost(store),
                this::hint,
                now::get,
                new BodyBudget(64L << 20),
                _ -> "https://weir.test:8443"));
    QueuedThreadPool threads = new QueuedThreadPool(8);
    threads.setVirtualThreadsExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server = new Server(threads);
    HttpConfiguration http = new HttpConfiguration();
    http.addCustomizer(new PathSecrets(HookDoor.ROOT, "hook", List.of()));
    ServerConnector connector = new ServerConnector(server, new HttpConnectionFactory(http));
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    server.setHandler(new DoorHandler(door));
    server.start();
  }

  @AfterEach
  void stop() {
    LifeCycle.stop(server);
    store.close();
  }

  /** Values lie as they are; each that is opened is counted. */
  private final class CountedCodec implements ValueCodec {
    @Override
    public byte[] toStore(String key, byte[] encoded) {
      return encoded;
    }

    @Override
    public byte[] fromStore(String key, byte[] stored) {
      opened.incrementAndGet();
      return stored;
    }
  }

  private int hint(String namespace, Predicate<ImageReference> what) {
    List<String> meant = FOLLOWED.stream().filter(what).map(ImageReference::exact).toList();
    hinted.add(namespace + " " + meant);
    return meant.size();
  }

  private void put(ResourceKind kind, String namespace, String name, ObjectNode object) {
    Meta.of(object).put("name", name).put("namespace", namespace).put("uid", "u-" + name);
    String key = ObjectKey.of(kind, namespace, name);
    store.commit(Transaction.builder().put(key, Json.bytes(object)).build());
  }

  private void hook(String namespace, String name, String sender) {
    ObjectNode secret = Json.object().put("type", "weir.dev/webhook");
    secret.putObject("data").put("token", base64(TOKEN)).put("sender", base64(sender));
    put(Kinds.SECRET, namespace, name, secret);
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private int port() {
    return ((ServerConnector) server.getConnectors()[0]).getLocalPort();
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return client.send(request.build(), BodyHandlers.ofString());
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private HttpResponse<String> post(String path, String body, String... headers) {
    return post(path, BodyPublishers.ofString(body), headers);
  }

  private HttpResponse<String> post(String path, BodyPublisher body, String... headers) {
    HttpRequest.Builder request = request(path).POST(body);
    return send(headers.length == 0 ? request : request.headers(headers));
  }

  private static String signature(String body, String token) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(token.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    return "sha256=" + HexFormat.of().formatHex(mac.doFinal(body.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void aNotificationIsAnsweredWithHowManyTagsAreLookedAt() {
    HttpResponse<String> answer = post("/hooks/web/ci/" + TOKEN, PUSH);

    assertThat(answer.statusCode()).isEqualTo(202);
    assertThat(answer.body()).isEqualTo("{\"tags\":1}\n");
    assertThat(hinted).containsExactly("web [quay.io/team/app:v1]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"X-Weir-Token: %s", "Authorization: Bearer %s", "Authorization: %s"})
  void theTokenMayStandInAHeader(String header) {
    String[] parts = header.formatted(TOKEN).split(": ");

    assertThat(post("/hooks/web/ci", PUSH, parts).statusCode()).isEqualTo(202);
    assertThat(hinted).hasSize(1);
  }

  @Test
  void theTokenMayStandAsPasswordInTheAddressOfASender() throws Exception {
    String login =
        Base64.getEncoder().encodeToString(("any:" + TOKEN).getBytes(StandardCharsets.UTF_8));

    assertThat(post("/hooks/web/ci", PUSH, "Authorization", "Basic " + login).statusCode())
        .isEqualTo(202);
    assertThat(post("/hooks/web/ci", PUSH, "Authorization", "Basic !").statusCode()).isEqualTo(404);
    assertThat(hinted).hasSize(1);
  }

  @Test
  void whatIsOnlyCalledAFormIsTakenAsItIs() throws Exception {
    HttpResponse<String> answer =
        post("/hooks/web/ci/" + TOKEN, PUSH, "Content-Type", "application/x-www-form-urlencoded");

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    assertThat(hinted).hasSize(1);
  }

  @Test
  void aSignedBodyNeedsNoToken() throws Exception {
    HttpResponse<String> answer =
        post("/hooks/web/ci", PUSH, "X-Hub-Signature-256", signature(PUSH, TOKEN));
    String upper = signature(PUSH, TOKEN).toUpperCase(Locale.ROOT);

    assertThat(answer.statusCode()).isEqualTo(202);
    assertThat(post("/hooks/web/ci", PUSH, "X-Hub-Signature-256", upper).statusCode())
        .isEqualTo(202);
    assertThat(hinted).hasSize(2);
  }

  @Test
  void aFormWithASignedPayloadIsReadLikeTheDocument() throws Exception {
    String form = "payload=" + URLEncoder.encode(PUSH, StandardCharsets.UTF_8);
    HttpResponse<String> answer =
        post(
            "/hooks/web/ci",
            form,
            "Content-Type",
            "application/x-www-form-urlencoded",
            "X-Hub-Signature-256",
            signature(form, TOKEN));

    assertThat(answer.body()).isEqualTo("{\"tags\":1}\n");
  }

  @Test
  void gitHubsPingIsAnsweredAndHintsAtNothing() throws Exception {
    String ping = "{\"zen\":\"Design for failure.\",\"hook_id\":1}";
    HttpResponse<String> answer =
        post(
            "/hooks/web/ci",
            ping,
            "X-GitHub-Event",
            "ping",
            "X-Hub-Signature-256",
            signature(ping, TOKEN));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(hinted).isEmpty();
  }

  @Test
  void whoDoesNotKnowTheSecretCannotTellWhetherThereIsAWebhook() throws Exception {
    put(Kinds.SECRET, "web", "other", Json.object().put("type", "Opaque"));
    put(Kinds.SECRET, "web", "large", Json.object().put("type", "x".repeat(100_000)));
    List<HttpResponse<String>> answers = new ArrayList<>();
    for (String hook : List.of("web/ci", "web/none", "web/other", "web/large", "none/ci")) {
      int before = opened.get();
      answers.add(post("/hooks/" + hook + "/" + WRONG, PUSH));
      answers.add(post("/hooks/" + hook, PUSH, "Authorization", WRONG));
      answers.add(post("/hooks/" + hook, PUSH, "X-Hub-Signature-256", signature(PUSH, WRONG)));
      answers.add(post("/hooks/" + hook, PUSH, "X-Hub-Signature-256", "sha256=00"));
      assertThat(opened.get() - before).as("the same work for " + hook).isEqualTo(4);
      answers.add(post("/hooks/" + hook, PUSH));
    }
    answers.add(post("/hooks/web/ci/" + TOKEN + "/more", PUSH));
    answers.add(post("/hooks/web/ci/", PUSH));
    answers.add(post("/hooks/web", PUSH));
    answers.add(post("/hooks/", PUSH));
    answers.add(post("/hooks/web/c%69/" + TOKEN, PUSH));

    assertThat(answers).extracting(HttpResponse::statusCode).containsOnly(404);
    assertThat(answers)
        .extracting(HttpResponse::body)
        .hasSize(30)
        .containsOnly(
            "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"metadata\":{},\"status\":\"Failure\","
                + "\"message\":\"the server could not find the requested resource\","
                + "\"reason\":\"NotFound\",\"code\":404}");
    assertThat(answers)
        .extracting(answer -> answer.headers().map().keySet().stream().sorted().toList())
        .containsOnly(answers.getFirst().headers().map().keySet().stream().sorted().toList());
    assertThat(hinted).isEmpty();
  }

  @Test
  void aSignatureOfAnotherBodyIsRefused() throws Exception {
    String signed = signature(PUSH.replace("v1", "v2"), TOKEN);

    assertThat(post("/hooks/web/ci", PUSH, "X-Hub-Signature-256", signed).statusCode())
        .isEqualTo(404);
    assertThat(hinted).isEmpty();
  }

  @Test
  void aWrongTokenIsRefusedBeforeTheBodyIsRead() throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
      socket
          .getOutputStream()
          .write(
              "POST /hooks/web/ci/%s HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n"
                  .formatted(WRONG)
                  .getBytes(StandardCharsets.US_ASCII));
      InputStream answer = socket.getInputStream();

      assertThat(new String(answer.readNBytes(12), StandardCharsets.US_ASCII))
          .isEqualTo("HTTP/1.1 404");
    }
  }

  @Test
  void aWebhookOfAProjectThatEndsOrIsGoneIsNone() {
    ObjectNode ending = Json.object();
    Meta.of(ending).put("deletionTimestamp", "2026-05-01T12:00:00Z");
    put(Kinds.NAMESPACE, "", "web", ending);
    assertThat(post("/hooks/web/ci/" + TOKEN, PUSH).statusCode()).isEqualTo(404);

    store.commit(Transaction.builder().delete(ObjectKey.of(Kinds.NAMESPACE, "", "web")).build());
    assertThat(post("/hooks/web/ci/" + TOKEN, PUSH).statusCode()).isEqualTo(404);
    assertThat(hinted).isEmpty();
  }

  @Test
  void aDeletedWebhookIsNoneAtOnceAndANewOneHasItsOwnToken() {
    store.commit(Transaction.builder().delete(ObjectKey.of(Kinds.SECRET, "web", "ci")).build());
    assertThat(post("/hooks/web/ci/" + TOKEN, PUSH).statusCode()).isEqualTo(404);

    hook("web", "ci", "generic");
    assertThat(post("/hooks/web/ci/" + TOKEN, PUSH).statusCode()).isEqualTo(202);
  }

  @Test
  void onlyPostIsTaken() {
    for (String method : List.of("GET", "HEAD", "PUT", "DELETE", "PATCH")) {
      HttpResponse<String> answer =
          send(request("/hooks/web/ci/" + TOKEN).method(method, BodyPublishers.noBody()));
      assertThat(answer.statusCode()).as(method).isEqualTo(405);
      assertThat(answer.headers().firstValue("Allow")).hasValue("POST");
      assertThat(answer.body()).doesNotContain(TOKEN);
    }
  }

  @Test
  void theRootSaysByWhichAddressWebhooksAreReached() {
    HttpResponse<String> answer = send(request("/hooks/"));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("{\"address\":\"https://weir.test:8443/hooks/\"}\n");
  }

  @Test
  void whatIsNoNotificationIsToldToWhoeverKnowsTheSecret() {
    HttpResponse<String> answer = post("/hooks/web/hub/" + TOKEN, PUSH);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(Json.string(Json.parse(answer.body()), "message"))
        .isEqualTo(
            "this is no notification that the webhook web/hub takes: there is no \"push_data\","
                + " or no \"repository\" with its \"repo_name\"");
    assertThat(hinted).isEmpty();
  }

  @Test
  void whatHintsAtNothingAsksNobody() {
    HttpResponse<String> answer =
        post("/hooks/web/ci/" + TOKEN, "{\"events\":[{\"action\":\"pull\"}]}");

    assertThat(answer.statusCode()).isEqualTo(202);
    assertThat(answer.body()).isEqualTo("{\"tags\":0}\n");
    assertThat(hinted).isEmpty();
  }

  @Test
  void aBodyBeyondAMebibyteIsRefused() {
    byte[] large = new byte[1024 * 1024 + 1];

    HttpResponse<String> answer = post("/hooks/web/ci/" + TOKEN, BodyPublishers.ofByteArray(large));
    assertThat(answer.statusCode()).isEqualTo(413);
    assertThat(answer.body()).contains("larger than 1048576 bytes");
  }

  @Test
  void ofMoreThanSixHundredAMinuteTheRestIsRefusedForAWhile() {
    List<Integer> answers = new ArrayList<>();
    for (int i = 0; i < 601; i++) {
      answers.add(post("/hooks/web/ci/" + TOKEN, PUSH).statusCode());
    }
    assertThat(answers.subList(0, 600)).containsOnly(202);
    assertThat(answers.getLast()).isEqualTo(429);
    assertThat(post("/hooks/web/hub/" + TOKEN, "{}").statusCode())
        .as("another webhook has its own")
        .isEqualTo(400);

    now.updateAndGet(before -> before.plus(Duration.ofMillis(100)));
    assertThat(post("/hooks/web/ci/" + TOKEN, PUSH).statusCode()).isEqualTo(202);
    HttpResponse<String> tooSoon = post("/hooks/web/ci/" + TOKEN, PUSH);
    assertThat(tooSoon.statusCode()).isEqualTo(429);
    assertThat(tooSoon.headers().firstValue("Retry-After")).hasValue("10");
  }

  @Test
  void ofMoreThanEightAtOnceTheRestIsRefused() throws Exception {
    List<Socket> waiting = new ArrayList<>();
    try {
      for (int i = 0; i < 8; i++) {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port());
        waiting.add(socket);
        socket
            .getOutputStream()
            .write(
                "POST /hooks/web/ci/%s HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n"
                    .formatted(TOKEN)
                    .getBytes(StandardCharsets.US_ASCII));
      }
      Awaitility.await()
          .untilAsserted(
              () -> assertThat(post("/hooks/web/ci/" + TOKEN, PUSH).statusCode()).isEqualTo(429));
    } finally {
      for (Socket socket : waiting) {
        socket.close();
      }
    }
    Awaitility.await()
        .untilAsserted(
            () -> assertThat(post("/hooks/web/ci/" + TOKEN, PUSH).statusCode()).isEqualTo(202));
  }
}
