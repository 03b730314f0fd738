package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.weir.resource.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/** The audit log of a real server. */
class AuditTest {
  private static final String SECRETS = "/api/v1/namespaces/default/secrets";
  private static final String SECRET =
      "{\"metadata\":{\"name\":\"login\"},\"stringData\":{\"password\":\"hunter2\"}}";

  @TempDir Path work;

  private static List<ObjectNode> events(Path file) throws Exception {
    return Files.readAllLines(file).stream()
        .map(line -> Json.parseObject(line.getBytes(StandardCharsets.UTF_8)))
        .toList();
  }

  @Test
  void saysWhoChangedWhatAndWhoWasRefusedButNoSecret() throws Exception {
    Path data = work.resolve("data");
    String token;
    try (ServerProcess server = ServerProcess.start(data);
        HttpApi api = HttpApi.of(server)) {
      token = api.token();
      assertThat(api.post(SECRETS + "?fieldManager=hush", SECRET).statusCode()).isEqualTo(201);
      assertThat(api.get(SECRETS).statusCode()).isEqualTo(200);
      assertThat(api.send(api.request(SECRETS).header("Impersonate-User", "eve")).statusCode())
          .isEqualTo(403);
      assertThat(
              api.send(api.anonymous(SECRETS).header("Authorization", "Bearer sha256~wrong"))
                  .statusCode())
          .isEqualTo(401);
      assertThat(server.terminate()).isZero();
    }

    List<ObjectNode> events = events(data.resolve("audit.log"));
    assertThat(events)
        .extracting(
            e -> Json.string(e, "verb"),
            e -> e.at("/user/username").asString(),
            e -> e.at("/impersonatedUser/username").asString(""),
            e -> e.at("/responseStatus/code").intValue())
        .containsExactlyInAnyOrder(
            tuple("create", "system:admin", "", 201),
            tuple("list", "system:admin", "eve", 403),
            tuple("get", "system:anonymous", "", 401));
    ObjectNode created =
        events.stream()
            .filter(e -> Json.string(e, "verb").equals("create"))
            .findFirst()
            .orElseThrow();
    assertThat(Json.string(created, "apiVersion")).isEqualTo("audit.k8s.io/v1");
    assertThat(Json.string(created, "level")).isEqualTo("Metadata");
    assertThat(Json.string(created, "requestURI")).isEqualTo(SECRETS);
    assertThat(created.at("/objectRef/resource").asString()).isEqualTo("secrets");
    assertThat(created.at("/objectRef/namespace").asString()).isEqualTo("default");
    assertThat(created.at("/sourceIPs/0").asString()).isEqualTo("127.0.0.1");
    assertThat(Files.readString(data.resolve("audit.log")))
        .doesNotContain("hunter2", "hush", token, "sha256~wrong");
  }

  @Test
  void recordsPushesWithoutTheirChunks() throws Exception {
    Path data = work.resolve("data");
    Path image = TinyImage.ociLayout(work.resolve("image"), "hello");
    try (ServerProcess server = ServerProcess.start(data);
        HttpApi api = HttpApi.of(server)) {
      RealClient.required(server.environment(work), "skopeo")
          .run(
              "copy",
              "--dest-tls-verify=false",
              "--dest-creds=any:" + api.token(),
              "oci:" + image + ":latest",
              "docker://" + server.registry() + "/default/app:v1");
      assertThat(server.terminate()).isZero();
    }

    List<ObjectNode> events = events(data.resolve("audit.log"));
    ObjectNode push =
        events.stream()
            .filter(e -> Json.string(e, "requestURI").equals("/v2/default/app/manifests/v1"))
            .findFirst()
            .orElseThrow();
    assertThat(push.at("/user/username").asString()).isEqualTo("system:admin");
    assertThat(push.at("/objectRef/subresource").asString()).isEqualTo("layers");
    assertThat(push.at("/objectRef/name").asString()).isEqualTo("app");
    assertThat(push.at("/responseStatus/code").intValue()).isEqualTo(201);
    assertThat(events).noneMatch(e -> Json.string(e, "verb").equals("patch"));
  }

  @Test
  void saysWhoDeletedWhatAtTheRegistryAndWhichTagsWent() throws Exception {
    Path data = work.resolve("data");
    TestPushes.Pushed image;
    String orphan;
    try (ServerProcess server = ServerProcess.start(data);
        ApiCaller api = ApiCaller.of(server)) {
      String admin = api.administrator();
      TestPushes pushes = new TestPushes(api);
      image = pushes.image(admin, "default/app", "v1", "one");
      TestPushes.Pushed _ = pushes.image(admin, "default/app", "v2", "two");
      orphan = image.parts().stream().filter(p -> !p.equals(image.digest())).findFirst().get();
      for (String what :
          List.of("manifests/" + image.digest(), "blobs/" + orphan, "manifests/v2")) {
        ApiCaller.Answer answer =
            api.registry(admin, "DELETE", "/v2/default/app/" + what, "", new byte[0]);
        assertThat(answer.status()).as(what).isEqualTo(202);
      }
      assertThat(server.terminate()).isZero();
    }

    assertThat(events(data.resolve("audit.log")))
        .filteredOn(e -> e.at("/responseStatus/code").intValue() == 202)
        .filteredOn(e -> !Json.string(e, "requestURI").contains("/uploads/"))
        .extracting(
            e -> Json.string(e, "requestURI"),
            e -> Json.string(e, "verb"),
            e -> e.at("/objectRef/subresource").asString(),
            e -> e.at("/objectRef/namespace").asString(),
            e -> e.at("/annotations/registry.weir.dev~1deleted-tags").asString(""))
        .containsExactlyInAnyOrder(
            tuple(
                "/v2/default/app/manifests/" + image.digest(), "delete", "layers", "default", "v1"),
            tuple("/v2/default/app/blobs/" + orphan, "delete", "layers", "default", ""),
            tuple("/v2/default/app/manifests/v2", "delete", "layers", "default", ""));
  }

  @Test
  void saysWhoTookABackupAndWhoGotTheKeys() throws Exception {
    Path data = work.resolve("data");
    try (ServerProcess server = ServerProcess.start(data);
        ApiCaller api = ApiCaller.of(server)) {
      TestPushes.Pushed _ =
          new TestPushes(api).image(api.administrator(), "default/app", "v1", "one");
      String _ =
          new BackupCalls(server, work)
              .typing("correct horse", "correct horse")
              .backup("--with-keys", work.resolve("backup").toString());
      assertThat(server.terminate()).isZero();
    }

    assertThat(events(data.resolve("audit.log")))
        .filteredOn(e -> Json.string(e, "requestURI").startsWith("/backup/"))
        .extracting(
            e -> Json.string(e, "requestURI"),
            e -> Json.string(e, "verb"),
            e -> e.at("/user/username").asString())
        .containsExactlyInAnyOrder(
            tuple("/backup/store", "get", "system:admin"),
            tuple("/backup/keys", "get", "system:admin"));
  }

  @Test
  void saysWhoTriedToLogInButNoPassword() throws Exception {
    Path data = Files.createDirectories(work.resolve("data"));
    letAnnIn(data);
    try (ServerProcess server = ServerProcess.start(data)) {
      RawLogin raw = new RawLogin(server.api(), data.resolve("ca.crt"));
      assertThat(raw.authorize("ann", "hunter2").statusCode()).isEqualTo(302);
      for (int i = 0; i < 10; i++) {
        assertThat(raw.authorize("ann", "wrong-word").statusCode()).isEqualTo(401);
      }
      assertThat(raw.authorize("ann", "hunter2").statusCode()).isEqualTo(429);
      assertThat(raw.authorize("my-password", "x").statusCode()).isEqualTo(401);
      assertThat(server.terminate()).isZero();
    }

    assertThat(events(data.resolve("audit.log")))
        .extracting(
            e -> e.at("/annotations/authentication.openshift.io~1username").asString(),
            e -> e.at("/annotations/authentication.openshift.io~1decision").asString(),
            e -> e.at("/user/username").asString(),
            e -> e.at("/responseStatus/code").intValue(),
            e -> Json.string(e, "requestURI"))
        .contains(
            tuple("ann", "allow", "ann", 302, "/oauth/authorize"),
            tuple("ann", "deny", "system:anonymous", 401, "/oauth/authorize"),
            tuple("ann", "deny", "system:anonymous", 429, "/oauth/authorize"),
            tuple("(unknown)", "deny", "system:anonymous", 401, "/oauth/authorize"))
        .hasSize(13);
    assertThat(Files.readString(data.resolve("audit.log")))
        .doesNotContain("hunter2", "wrong-word", "my-password", "Basic", "code=");
  }

  private static void letAnnIn(Path data) throws IOException {
    byte[] salt = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    String hash = OpenBSDBCrypt.generate("2y", "hunter2".toCharArray(), salt, 4);
    Files.writeString(data.resolve("users.htpasswd"), "ann:" + hash + "\n");
  }

  /** The server's log tells of each caller a few times a minute, and a stranger is not Ann. */
  @Test
  void whoGuessesAnnsPasswordDoesNotKeepTheLogFromTellingOfAnn() throws Exception {
    Path data = Files.createDirectories(work.resolve("data"));
    letAnnIn(data);
    try (ServerProcess server = ServerProcess.start(data);
        HttpApi api = HttpApi.of(server)) {
      RawLogin raw = new RawLogin(server.api(), data.resolve("ca.crt"));
      for (int i = 0; i < 6; i++) {
        assertThat(raw.authorize("ann", "wrong-word").statusCode()).isEqualTo(401);
      }
      HttpResponse<String> refused =
          api.send(
              api.request("/api/v1/namespaces/default/secrets").header("Impersonate-User", "ann"));
      assertThat(refused.statusCode()).isEqualTo(403);
      await().untilAsserted(() -> assertThat(server.log()).contains("refused to list secrets"));
    }
  }

  @Test
  void saysWhichWebhookWasCalledButNotWithWhichSecret() throws Exception {
    Path data = work.resolve("data");
    String path = "/hooks/default/ci/hush-hush-0123456789";
    List<String> astray =
        List.of(
            "/hooks/default/Hush_hush-0123456789",
            "/HOOKS/default/ci/hush-hush-0123456789",
            "/%68ooks/default/ci/hush-hush-0123456789",
            "/x/../hooks/default/ci/hush-hush-0123456789",
            "/weir/hooks/default/ci/hush-hush-0123456789");
    try (ServerProcess server = ServerProcess.start(data);
        HttpApi api = HttpApi.of(server)) {
      List<String> places =
          List.of(
              server.api(), server.api().replace("https:", "http:"), "http://" + server.registry());
      for (String place : places) {
        HttpRequest.Builder request =
            HttpRequest.newBuilder(URI.create(place + path))
                .POST(HttpRequest.BodyPublishers.ofString("{}"));
        assertThat(api.send(request).body()).doesNotContain("hush");
      }
      for (String wrong : astray) {
        HttpRequest.Builder request =
            HttpRequest.newBuilder(URI.create(server.api() + wrong))
                .POST(HttpRequest.BodyPublishers.ofString("{}"));
        assertThat(api.send(request).statusCode()).isEqualTo(404);
      }
      assertThat(api.get("/metrics").body()).doesNotContain("hush");
      assertThat(server.terminate()).isZero();
      assertThat(server.log()).doesNotContain("hush");
    }

    assertThat(events(data.resolve("audit.log")))
        .extracting(e -> Json.string(e, "requestURI"))
        .containsExactlyInAnyOrder( // each is told of after its answer
            "/hooks/default/ci",
            "/hooks/default/ci",
            "/hooks/default/ci",
            "/hooks/default",
            "/HOOKS/default/ci",
            "/%68ooks/default/ci",
            "/x/../hooks/default/ci",
            "/weir/hooks/default/ci");
    assertThat(Files.readString(data.resolve("audit.log"))).doesNotContainIgnoringCase("hush");
  }

  @Test
  void aLogThatCannotBeWrittenHoldsNothingUpAndOffMeansOff() throws Exception {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.exists(full), "/dev/full is not there");
    try (ServerProcess server =
            ServerProcess.start(work.resolve("data"), "--audit-log", full.toString());
        HttpApi api = HttpApi.of(server)) {
      for (int i = 0; i < 20; i++) {
        String body = SECRET.replace("login", "login" + i);
        assertThat(api.post(SECRETS, body).statusCode()).isEqualTo(201);
      }
      await()
          .untilAsserted(
              () ->
                  assertThat(api.get("/metrics").body())
                      .contains("\nweir_audit_lost_events_total 20.0\n"));
      assertThat(server.log()).contains("the audit log misses events");
    }
    try (ServerProcess server = ServerProcess.start(work.resolve("other"), "--audit-log", "off");
        HttpApi api = HttpApi.of(server)) {
      assertThat(api.post(SECRETS, SECRET).statusCode()).isEqualTo(201);
      assertThat(server.data().resolve("audit.log")).doesNotExist();
    }
  }
}
