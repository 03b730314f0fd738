package dev.weir.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.access.User;
import dev.weir.http.LongBody;
import dev.weir.http.UnreadStreams;
import dev.weir.objects.Scope;
import dev.weir.objects.WriteOptions;
import dev.weir.resource.ApiObject;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/** Clients of HTTP/2 that ask, and do not take the answers. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
final class UnreadAnswersTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final String SECRETS = "/api/v1/namespaces/demo/secrets";
  private static final byte[] NOTHING = {};
  private static final String MERGE = "application/merge-patch+json";
  private static final String PATCH = "{\"a\":\"b\"}";

  private TestApi api;
  private SSLContext tls;
  private HttpClient client;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    Path keys = folder.resolve("keys.p12");
    Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
    String arguments =
        " -genkeypair -alias weir -keyalg EC -dname CN=localhost -ext SAN=ip:127.0.0.1 -storetype"
            + " PKCS12 -storepass changeit -keystore ";
    Process made = new ProcessBuilder((keytool + arguments + keys).split(" ")).start();
    assertThat(made.waitFor()).isZero();
    api = TestApi.startWithTls(keys);
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(KeyStore.getInstance(keys.toFile(), "changeit".toCharArray()));
    tls = SSLContext.getInstance("TLS");
    tls.init(null, trust.getTrustManagers(), null);
    client = HttpClient.newBuilder().sslContext(tls).build();
  }

  @AfterAll
  void stop() {
    client.close();
    api.close();
  }

  private UnreadStreams connect() throws Exception {
    return new UnreadStreams(tls.getSocketFactory().createSocket("127.0.0.1", api.port()));
  }

  private HttpResponse<String> get(String path, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + api.port() + path));
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private void nothingIsOpen() {
    Awaitility.await().atMost(SOON).until(() -> api.places.taken() == 0);
  }

  @Test
  void aSmallAnswerThatNobodyTakesEndsSoonThoughTheConnectionStays() throws Exception {
    try (UnreadStreams streams = connect()) {
      for (int i = 0; i < 5; i++) {
        streams.request("GET", "/healthz", NOTHING);
      }
      Awaitility.await().atMost(SOON).until(() -> api.places.taken() > 5 * 8_000);
      nothingIsOpen();
      streams.request("GET", "/healthz", NOTHING);
      Awaitility.await().atMost(SOON).until(() -> api.places.taken() > 0);
    }
    nothingIsOpen();
  }

  @Test
  void strangersThatTakeNoAnswerAreTurnedAwayAndUsersAreNot() throws Exception {
    try (UnreadStreams streams = connect()) {
      for (int i = 0; i < 100; i++) {
        streams.request("GET", "/healthz", NOTHING);
      }
      Awaitility.await().atMost(SOON).until(() -> api.places.taken() > 60 * 8_000);
      HttpResponse<String> refused = get("/healthz");
      assertThat(refused.statusCode()).isEqualTo(429);
      assertThat(refused.headers().firstValue("Retry-After")).contains("1");
      assertThat(get(SECRETS, "Authorization", "Bearer " + TestApi.DEV).statusCode())
          .isEqualTo(200);
    }
    nothingIsOpen();
    assertThat(get("/healthz").statusCode()).isEqualTo(200);
  }

  private int patch(String token, String name) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + api.port() + SECRETS + "/" + name))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", MERGE)
            .method("PATCH", HttpRequest.BodyPublishers.ofString(PATCH))
            .build();
    return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
  }

  private void makeLarge(String name) {
    ObjectNode secret = Json.object().put("type", "x".repeat(2_000_000));
    secret.putObject("metadata").put("name", name);
    api.secrets.create(new Scope(User.ANONYMOUS, "demo"), secret, new WriteOptions(false));
  }

  @Test
  void anAnswerToAWriteIsCountedUntilItsClientHasReadItAndRefusedBeforeTheWorkIsDone()
      throws Exception {
    makeLarge("unread");
    makeLarge("spared");
    try (UnreadStreams streams = connect()) {
      streams.request(
          "PATCH",
          SECRETS + "/unread",
          PATCH.getBytes(StandardCharsets.US_ASCII),
          "authorization",
          "Bearer " + TestApi.DEV,
          "content-type",
          MERGE);
      Awaitility.await().atMost(SOON).until(() -> api.bodies.held() > 1_900_000);
      String before = version("spared");
      assertThat(patch(TestApi.DEV, "spared")).isEqualTo(429);
      assertThat(version("spared")).isEqualTo(before);
      assertThat(patch(TestApi.ADMIN, "spared")).isEqualTo(200);
      assertThat(api.bodies.held()).isGreaterThan(1_900_000);
    }
    Awaitility.await().atMost(SOON).until(() -> api.bodies.held() == 0);
    assertThat(patch(TestApi.DEV, "spared")).isEqualTo(200);
  }

  @Test
  void anAnswerThatIsWrittenPieceByPieceIsCountedAndKeepsWhatItNeedsUntilItsClientHasReadIt()
      throws Exception {
    CountDownLatch told = new CountDownLatch(1);
    CountDownLatch begun = new CountDownLatch(1);
    api.deployments.answer =
        made ->
            ApiObject.written(
                out -> {
                  begun.countDown();
                  out.writeTree(made.copy().put("type", "x".repeat(1_000_000)));
                },
                List.of(),
                told::countDown);
    try (UnreadStreams streams = connect()) {
      streams.request(
          "POST",
          "/apis/apps/v1/namespaces/demo/deployments",
          "{\"metadata\":{\"name\":\"long\"}}".getBytes(StandardCharsets.US_ASCII),
          "authorization",
          "Bearer " + TestApi.DEV,
          "content-type",
          "application/json");
      assertThat(begun.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
      Awaitility.await()
          .during(Duration.ofMillis(300))
          .atMost(SOON)
          .until(() -> told.getCount() == 1 && api.bodies.held() > LongBody.PIECE / 2);
    }
    assertThat(told.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
    Awaitility.await().atMost(SOON).until(() -> api.bodies.held() == 0);
  }

  private String version(String name) {
    return Meta.resourceVersion(api.secrets.get(new Scope(User.ANONYMOUS, "demo"), name).tree());
  }
}
