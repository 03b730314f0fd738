package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.resource.Json;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/** Each request has a name, and what is refused is told in the server's log by that name. */
@WeirServer({"--allowed-registries", "example.com"})
@Timeout(120)
final class TracedRequestsTest {
  private static final String STREAMS = "/apis/image.openshift.io/v1/namespaces/shop/imagestreams";
  private static final Pattern FRESH = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
  private static final Duration SOON = Duration.ofSeconds(20);

  private final WeirCalls weir;
  private final HttpApi api;
  private final ServerProcess server;

  TracedRequestsTest(WeirCalls weir, HttpApi api, ServerProcess server) {
    this.weir = weir;
    this.api = api;
    this.server = server;
  }

  private static String id(HttpResponse<?> answer) {
    return answer.headers().firstValue("X-Request-Id").orElseThrow();
  }

  private HttpResponse<String> registry(String path, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://" + server.registry() + path));
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(
          headers.length == 0 ? request.build() : request.headers(headers).build(),
          BodyHandlers.ofString());
    }
  }

  private static String basic(String user, String password) {
    byte[] login = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(login);
  }

  /** The line of the log that tells of a request. */
  private String line(String id) {
    return await()
        .atMost(SOON)
        .until(
            () ->
                server
                    .log()
                    .lines()
                    .filter(line -> line.contains("request=\"" + id + "\""))
                    .findFirst()
                    .orElse(""),
            found -> !found.isEmpty());
  }

  @Test
  void answersOfBothDoorsNameTheirRequest() throws Exception {
    HttpResponse<String> ofApi = api.get("/apis/image.openshift.io/v1/imagestreams");
    assertThat(id(ofApi)).matches(FRESH);
    assertThat(ofApi.headers().firstValue("Audit-Id")).hasValue(id(ofApi));
    HttpResponse<String> ofRegistry = registry("/v2/");
    assertThat(id(ofRegistry)).matches(FRESH).isNotEqualTo(id(ofApi));
    assertThat(id(api.get("/no/such/page"))).matches(FRESH);
    assertThat(id(registry("/v2/no/such/thing/at/all"))).matches(FRESH);
  }

  @Test
  void aClientOrProxyMayNameARequest() throws Exception {
    assertThat(id(registry("/v2/", "X-Request-Id", "proxy-1.7_x"))).isEqualTo("proxy-1.7_x");
    assertThat(id(api.send(api.request("/version").header("X-Request-Id", "mine"))))
        .isEqualTo("mine");
  }

  @ParameterizedTest
  @ValueSource(strings = {"two words", "<b>", "a\"b", "", "%0a"})
  void aNameThatIsNotPlainIsNotTakenOver(String odd) throws Exception {
    assertThat(id(registry("/v2/", "X-Request-Id", odd))).matches(FRESH);
  }

  @Test
  void aNameThatIsLongIsNotTakenOver() throws Exception {
    assertThat(id(registry("/v2/", "X-Request-Id", "x".repeat(65)))).matches(FRESH);
    assertThat(id(registry("/v2/", "X-Request-Id", "x".repeat(64)))).hasSize(64);
  }

  @Test
  void aRefusedRequestIsToldByNameInAnswerLogAndAudit() throws Exception {
    HttpResponse<String> refused =
        api.send(
            api.request("/api/v1/namespaces/default/secrets").header("Impersonate-User", "eve"));
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(line(id(refused)))
        .contains("INFO", "refused to list secrets in project \"default\"")
        .contains("User \"eve\" cannot list resource \"secrets\"")
        .contains("weir policy add-role-to-user")
        .contains("user=\"eve\"", "address=\"127.0.0.1\"", "code=\"403\"");
    await()
        .atMost(SOON)
        .untilAsserted(
            () ->
                assertThat(events())
                    .anySatisfy(
                        event -> {
                          assertThat(Json.string(event, "auditID")).isEqualTo(id(refused));
                          assertThat(event.at("/responseStatus/code").intValue()).isEqualTo(403);
                        }));
  }

  private List<ObjectNode> events() throws Exception {
    return Files.readAllLines(server.data().resolve("audit.log")).stream()
        .map(line -> Json.parseObject(line.getBytes(StandardCharsets.UTF_8)))
        .toList();
  }

  @Test
  void aPushThatIsDeniedNamesItsRequestInTheError() throws Exception {
    weir.says("new-project", "guests");
    weir.says("create", "serviceaccount", "ci", "-n", "guests");
    String token = weir.says("create", "token", "ci", "-n", "guests").strip();
    HttpResponse<String> denied =
        registry("/v2/default/app/manifests/v1", "Authorization", "Bearer " + token);
    assertThat(denied.statusCode()).isEqualTo(403);
    assertThat(HttpApi.tree(denied).at("/errors/0/detail/requestId").asString())
        .isEqualTo(id(denied));
    assertThat(line(id(denied)))
        .contains("refused to get imagestreams/layers \"app\" in project \"default\"")
        .contains("user=\"system:serviceaccount:guests:ci\"");
  }

  @Test
  void whoMayPullAndDeletesIsToldOfTheRoleThatIsMissing() throws Exception {
    weir.says("new-project", "readers");
    weir.says("create", "serviceaccount", "ci", "-n", "readers");
    String token = weir.says("create", "token", "ci", "-n", "readers").strip();
    HttpResponse<String> denied;
    try (HttpClient client = HttpClient.newHttpClient()) {
      String blob =
          "http://" + server.registry() + "/v2/readers/app/blobs/sha256:" + "0".repeat(64);
      denied =
          client.send(
              HttpRequest.newBuilder(URI.create(blob))
                  .DELETE()
                  .header("Authorization", "Bearer " + token)
                  .build(),
              BodyHandlers.ofString());
    }
    assertThat(denied.statusCode()).isEqualTo(403);
    assertThat(line(id(denied)))
        .contains("refused to delete images", "give a role that has the right");
  }

  @Test
  void aLoginThatFailsIsTold() throws Exception {
    HttpResponse<String> wrong =
        registry("/v2/", "Authorization", basic("somebody", "sha256~wrong-token"));
    assertThat(wrong.statusCode()).isEqualTo(401);
    assertThat(line(id(wrong))).contains("log in again").doesNotContain("wrong-token");
  }

  /** Nor turns the direction of what follows: neither is a control of ASCII. */
  @Test
  void whatAClientSaysMovesNoCursorOfWhoReadsTheLog() throws Exception {
    HttpResponse<String> refused =
        api.send(
            api.request("/api/v1/namespaces/default/secrets/a%C2%9B2Jb%E2%80%AEc")
                .header("Impersonate-User", "trudy"));
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(line(id(refused))).contains("refused to get secrets \"a 2Jb c\" in project");
  }

  @Test
  void whatLearnsWhereToLogInIsNoRefusal() throws Exception {
    HttpResponse<String> asks = registry("/v2/");
    assertThat(asks.statusCode()).isEqualTo(401);
    HttpResponse<String> wrong =
        registry("/v2/", "Authorization", basic("somebody", "sha256~another"));
    assertThat(line(id(wrong))).isNotEmpty();
    assertThat(server.log()).doesNotContain(id(asks));
  }

  @Test
  void aRegistryThatIsNotAllowedIsToldAsARule() throws Exception {
    weir.says("new-project", "shop");
    HttpResponse<String> refused =
        api.post(
            STREAMS,
            "{\"metadata\":{\"name\":\"bad\"},\"spec\":{\"tags\":[{\"name\":\"v1\",\"from\":"
                + "{\"kind\":\"DockerImage\",\"name\":\"elsewhere.example/team/app:v1\"}}]}}");
    assertThat(refused.statusCode()).isEqualTo(422);
    assertThat(line(id(refused)))
        .contains("refused to create imagestreams", "elsewhere.example", "a rule of the server");
  }

  @Test
  void aQuotaThatIsExceededIsToldAsARule() throws Exception {
    weir.says("new-project", "full");
    weir.says("create", "quota", "none", "--hard=count/configmaps=0", "-n", "full");
    HttpResponse<String> refused =
        await()
            .atMost(SOON)
            .until(
                () ->
                    api.post(
                        "/api/v1/namespaces/full/configmaps", "{\"metadata\":{\"name\":\"c\"}}"),
                answer -> answer.statusCode() != 201);
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(line(id(refused))).contains("exceeded quota", "a rule of the server");
  }

  @Test
  void oneWhoRepeatsHimselfFillsNoLog() throws Exception {
    String path = "/api/v1/namespaces/default/configmaps";
    for (int i = 0; i < 40; i++) {
      assertThat(api.send(api.request(path).header("Impersonate-User", "mallory")).statusCode())
          .isEqualTo(403);
    }
    HttpResponse<String> last =
        api.send(api.request(path).header("Impersonate-User", "somebody-else"));
    assertThat(line(id(last))).isNotEmpty();
    Matcher told = Pattern.compile("user=\"mallory\"").matcher(server.log());
    assertThat(told.results().count()).isEqualTo(5);
  }
}
