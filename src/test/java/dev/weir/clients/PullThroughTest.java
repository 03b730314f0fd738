package dev.weir.clients;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.weir.clients.ThroughCalls.Pulled;
import dev.weir.reference.Digest;
import dev.weir.remote.fake.FakeBlob;
import dev.weir.remote.fake.FakeLogin;
import dev.weir.remote.fake.FakeRateLimit;
import dev.weir.remote.fake.FakeRegistry;
import dev.weir.remote.fake.FakeRepository;
import dev.weir.remote.fake.Fault;
import dev.weir.remote.fake.TestImages;
import dev.weir.resource.Json;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** What streams show of other registries, pulled from the integrated one. */
@WeirServer({"--audit-log", "off"})
@Timeout(120)
class PullThroughTest {
  private static final AtomicInteger PROJECTS = new AtomicInteger();

  private final HttpApi api;
  private final ThroughCalls calls;
  private FakeRegistry upstream = FakeRegistry.plain();
  private FakeRepository images = upstream.repository("team/app");
  private String project = "";

  PullThroughTest(ServerProcess server, ApiCaller caller, HttpApi api) {
    this.api = api;
    this.calls = new ThroughCalls(server, caller);
  }

  @BeforeEach
  void begin() throws Exception {
    upstream = FakeRegistry.plain();
    images = upstream.repository("team/app");
    project = "through" + PROJECTS.incrementAndGet();
    calls.project(project);
  }

  @AfterEach
  void end() {
    upstream.close();
  }

  private String image(String tag) {
    return upstream.host() + "/team/app:" + tag;
  }

  /** Configuration and layers that a manifest names. */
  private static List<String> parts(byte[] manifest) {
    JsonNode tree = Json.parse(manifest);
    List<String> parts = new ArrayList<>(List.of(tree.at("/config/digest").asString("")));
    tree.path("layers").forEach(layer -> parts.add(layer.path("digest").asString("")));
    return parts;
  }

  /** Pulls a manifest and all that it names. */
  private void pullWhole(String repository, String reference) throws Exception {
    Pulled manifest = calls.get(repository + "/manifests/" + reference);
    assertThat(manifest.status()).as(repository + " " + reference).isEqualTo(200);
    for (JsonNode child : manifest.json().path("manifests")) {
      pullWhole(repository, child.path("digest").asString(""));
    }
    if (!manifest.json().has("manifests")) {
      for (String part : parts(manifest.body())) {
        Pulled blob = calls.get(repository + "/blobs/" + part);
        assertThat(blob.status()).as(part).isEqualTo(200);
        assertThat(Digest.of(blob.body())).hasToString(part);
      }
    }
  }

  @Test
  void anImportedImageIsPulledByTagAndDigestAndThenFromHere() throws Exception {
    Digest digest = TestImages.single(images, "v1");
    calls.imported(project + "/app:v1", image("v1"));
    String app = project + "/app";

    Pulled manifest = calls.get(app + "/manifests/v1");
    assertThat(manifest.body()).isEqualTo(images.findManifest("v1").orElseThrow());
    assertThat(manifest.header("Docker-Content-Digest")).isEqualTo(digest.toString());
    assertThat(manifest.header("Content-Type"))
        .isEqualTo("application/vnd.oci.image.manifest.v1+json");
    assertThat(calls.get(app + "/manifests/" + digest).body()).isEqualTo(manifest.body());
    assertThat(calls.get(app + "/tags/list").json().at("/tags/0").asString("")).isEqualTo("v1");
    for (String part : parts(manifest.body())) {
      byte[] bytes = images.findBlob(Digest.parse(part)).orElseThrow();
      long before = upstream.count("GET /v2/team/app/blobs/" + part);
      Pulled first = calls.get(app + "/blobs/" + part);
      assertThat(first.body()).isEqualTo(bytes);
      assertThat(first.header("Cache-Status")).isEqualTo("weir; fwd=miss; stored");
      Pulled second = calls.get(app + "/blobs/" + part);
      assertThat(second.body()).isEqualTo(bytes);
      assertThat(second.header("Cache-Status")).isEqualTo("weir; hit");
      assertThat(upstream.count("GET /v2/team/app/blobs/" + part)).isEqualTo(before + 1);
    }
  }

  @Test
  void childrenOfAListArePulledWhetherAnImportHasThemOrNot() throws Exception {
    TestImages.Index index = TestImages.index(images, "all", "linux/amd64", "linux/arm64");
    calls.imported(project + "/whole:all", image("all"));
    long asked = upstream.count("/manifests/");

    pullWhole(project + "/whole", "all");
    assertThat(upstream.count("/manifests/")).as("the import fetched them").isEqualTo(asked);
    assertThat(calls.head(project + "/whole/manifests/" + index.children().getLast()).status())
        .isEqualTo(200);
  }

  @Test
  void headDownloadsNothing() throws Exception {
    Digest digest = TestImages.single(images, "v1");
    calls.imported(project + "/app:v1", image("v1"));
    List<String> parts = parts(images.findManifest("v1").orElseThrow());
    long before = upstream.requests().size();

    for (String part : parts) {
      Pulled head = calls.head(project + "/app/blobs/" + part);
      assertThat(head.status()).isEqualTo(200);
      assertThat(head.header("Content-Length"))
          .isEqualTo("" + images.findBlob(Digest.parse(part)).orElseThrow().length);
    }
    assertThat(calls.head(project + "/app/manifests/v1").header("Docker-Content-Digest"))
        .isEqualTo(digest.toString());
    assertThat(upstream.requests()).hasSize((int) before);
  }

  @Test
  void aPartOfALayerIsGiven() throws Exception {
    TestImages.single(images, "v1");
    calls.imported(project + "/app:v1", image("v1"));
    String layer = parts(images.findManifest("v1").orElseThrow()).getLast();
    byte[] bytes = images.findBlob(Digest.parse(layer)).orElseThrow();

    for (String range : List.of("bytes=2-5", "bytes=2-5")) {
      Pulled part = calls.get(project + "/app/blobs/" + layer, "Range", range);
      assertThat(part.status()).isEqualTo(206);
      assertThat(part.body()).isEqualTo(Arrays.copyOfRange(bytes, 2, 6));
      assertThat(part.header("Content-Range")).isEqualTo("bytes 2-5/" + bytes.length);
    }
  }

  @Test
  void whatIsHereIsGivenWhenTheUpstreamIsGone() throws Exception {
    TestImages.index(images, "all", "linux/amd64", "linux/arm64");
    calls.imported(project + "/app:all", image("all"));
    pullWhole(project + "/app", "all");

    upstream.close();

    pullWhole(project + "/app", "all");
  }

  @Test
  void anUpstreamThatIsGoneBeforeTheFirstPullIsToldOfAndTakenBackWhenItReturns() throws Exception {
    TestImages.single(images, "v1");
    calls.imported(project + "/app:v1", image("v1"));
    String layer = parts(images.findManifest("v1").orElseThrow()).getLast();
    upstream.failAlways("/blobs/", new Fault.Status(503, "UNAVAILABLE"));

    Pulled refused = calls.get(project + "/app/blobs/" + layer);

    assertThat(refused.status()).isEqualTo(503);
    assertThat(refused.code()).isEqualTo("UNAVAILABLE");
    assertThat(refused.message()).contains(upstream.host() + "/team/app", "503");
    await()
        .untilAsserted(
            () -> {
              JsonNode told = calls.pullCondition(project + "/app", "v1");
              assertThat(told.path("status").asString("")).isEqualTo("False");
              assertThat(told.path("reason").asString("")).isEqualTo("Unavailable");
              assertThat(told.path("message").asString("")).contains("503");
            });
    await().untilAsserted(() -> assertThat(events()).containsExactly("PullThroughFailed"));
    upstream.mend();
    await()
        .untilAsserted(
            () -> {
              assertThat(calls.get(project + "/app/blobs/" + layer).status()).isEqualTo(200);
              assertThat(calls.pullCondition(project + "/app", "v1").isMissingNode()).isTrue();
            });
    assertThat(events()).containsExactly("PullThroughFailed");
  }

  @Test
  void whatIsToldOfALayerThatDoesNotComeStaysUntilThatLayerComes() throws Exception {
    TestImages.single(images, "v1");
    calls.imported(project + "/app:v1", image("v1"));
    List<String> parts = parts(images.findManifest("v1").orElseThrow());
    upstream.failAlways("/blobs/" + parts.getLast(), new Fault.Status(503, "UNAVAILABLE"));
    assertThat(calls.get(project + "/app/blobs/" + parts.getLast()).status()).isEqualTo(503);
    await()
        .untilAsserted(
            () ->
                assertThat(calls.pullCondition(project + "/app", "v1").path("message").asString(""))
                    .startsWith(parts.getLast()));

    assertThat(calls.get(project + "/app/blobs/" + parts.getFirst()).status()).isEqualTo(200);
    TestImages.single(images, "v2");
    calls.imported(project + "/app:v2", image("v2"));
    upstream.failAlways(
        "/blobs/" + parts(images.findManifest("v2").orElseThrow()).getLast(),
        new Fault.Status(503, "UNAVAILABLE"));
    String other = parts(images.findManifest("v2").orElseThrow()).getLast();
    assertThat(calls.get(project + "/app/blobs/" + other).status()).isEqualTo(503);
    await() // outcomes are told one after another
        .until(() -> !calls.pullCondition(project + "/app", "v2").isMissingNode());

    assertThat(calls.pullCondition(project + "/app", "v1").isMissingNode()).isFalse();
  }

  private List<String> events() throws Exception {
    List<String> reasons = new ArrayList<>();
    calls
        .api("GET", "/api/v1/namespaces/" + project + "/events", "")
        .json()
        .path("items")
        .forEach(event -> reasons.add(event.path("reason").asString("")));
    return reasons;
  }

  @Test
  void eachFailureOfTheUpstreamIsToldInTheProtocolsOwnWords() throws Exception {
    TestImages.single(images, "v1");
    calls.imported(project + "/app:v1", image("v1"));
    String blob =
        project + "/app/blobs/" + parts(images.findManifest("v1").orElseThrow()).getLast();

    for (var expected :
        List.of(
            new Expected(404, "BLOB_UNKNOWN", 404, "BLOB_UNKNOWN"),
            new Expected(401, "UNAUTHORIZED", 403, "DENIED"),
            new Expected(403, "DENIED", 403, "DENIED"),
            new Expected(500, "UNKNOWN", 503, "UNAVAILABLE"))) {
      upstream.failAlways("/blobs/", new Fault.Status(expected.status(), expected.code()));
      Pulled refused = calls.get(blob);
      assertThat(refused.status()).as("of " + expected).isEqualTo(expected.answer());
      assertThat(refused.code()).as("of " + expected).isEqualTo(expected.answerCode());
      assertThat(refused.message()).contains(upstream.host());
      upstream.mend();
    }
    upstream.failAlways("/blobs/", Fault.tooMany("7"));
    Pulled busy = calls.get(blob);
    assertThat(busy.status()).isEqualTo(429);
    assertThat(busy.code()).isEqualTo("TOOMANYREQUESTS");
    assertThat(busy.header("Retry-After")).isEqualTo("7");
  }

  @Test
  void anUpstreamThatBreaksOffBeforeTheAnswerIsToldInTheProtocolsWords() throws Exception {
    TestImages.layered(images, "cut", FakeBlob.generated(3_000_000, 21));
    calls.imported(project + "/app:cut", image("cut"));
    byte[] manifest = images.findManifest("cut").orElseThrow();
    String layer = parts(manifest).getLast();
    upstream.failAlways("/blobs/" + layer, new Fault.Truncate(10_000));

    Pulled part = calls.get(project + "/app/blobs/" + layer, "Range", "bytes=2000000-2000010");
    assertThat(part.status()).isEqualTo(503);
    assertThat(part.code()).isEqualTo("UNAVAILABLE");
    assertThat(part.message()).contains(layer, upstream.host());
    Pulled several =
        calls.get(project + "/app/blobs/" + layer, "Range", "bytes=2000000-2000010,2000020-");
    assertThat(several.status()).isEqualTo(503);
    assertThat(several.code()).isEqualTo("UNAVAILABLE");

    Pulled pushed =
        calls.send(
            calls.administrator(),
            "PUT",
            project + "/app/manifests/copy",
            manifest,
            "Content-Type",
            "application/vnd.oci.image.manifest.v1+json");
    assertThat(pushed.status()).isEqualTo(400);
    assertThat(pushed.code()).isEqualTo("MANIFEST_BLOB_UNKNOWN");
    assertThat(pushed.message()).contains(layer, upstream.host());
  }

  @Test
  void whatTheClientHasOrDoesNotExistIsAnsweredWithoutAFetch() throws Exception {
    TestImages.layered(images, "v1", FakeBlob.generated(10_000, 22));
    calls.imported(project + "/app:v1", image("v1"));
    String layer = parts(images.findManifest("v1").orElseThrow()).getLast();
    String blob = project + "/app/blobs/" + layer;

    for (String known :
        List.of("\"" + layer + "\"", "W/\"" + layer + "\"", "\"x\", " + layer, "*")) {
      assertThat(calls.get(blob, "If-None-Match", known).status()).as(known).isEqualTo(304);
    }
    assertThat(calls.get(blob, "If-Match", "\"x\"").status()).isEqualTo(412);
    assertThat(calls.get(blob, "Range", "bytes=10000-,-0,20000-30000").status()).isEqualTo(416);
    Pulled outside = calls.get(blob, "Range", "bytes=10000-");
    assertThat(outside.status()).isEqualTo(416);
    assertThat(outside.header("Content-Range")).isEqualTo("bytes */10000");

    assertThat(upstream.count("/blobs/" + layer)).isZero();
    assertThat(calls.get(blob, "Range", "bytes=9990-").body()).hasSize(10);
  }

  private record Expected(int status, String code, int answer, String answerCode) {}

  @Test
  void bytesThatAreNotTheDigestsAreNeverGivenWholeAndToldOf() throws Exception {
    TestImages.layered(images, "big", FakeBlob.generated(3_000_000, 1));
    calls.imported(project + "/app:big", image("big"));
    String layer = parts(images.findManifest("big").orElseThrow()).getLast();
    upstream.failAlways("/blobs/" + layer, new Fault.Corrupt());

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> calls.get(project + "/app/blobs/" + layer));

    await()
        .untilAsserted(
            () ->
                assertThat(calls.pullCondition(project + "/app", "big").path("reason").asString(""))
                    .isEqualTo("DigestMismatch"));
    upstream.mend();
    assertThat(calls.get(project + "/app/blobs/" + layer).body()).hasSize(3_000_000);
  }

  @Test
  void whoMayNotPullCausesNoRequestElsewhere() throws Exception {
    TestImages.single(images, "v1");
    calls.imported(project + "/app:v1", image("v1"));
    String layer = parts(images.findManifest("v1").orElseThrow()).getLast();
    String elsewhere = project + "-elsewhere";
    calls.project(elsewhere);
    String stranger = calls.account(elsewhere, "stranger", "");
    long before = upstream.requests().size();

    assertThat(calls.send(stranger, "GET", project + "/app/blobs/" + layer, new byte[0]).status())
        .isEqualTo(403);
    assertThat(calls.send("", "GET", project + "/app/manifests/v1", new byte[0]).status())
        .isEqualTo(401);
    assertThat(calls.get(project + "/other/blobs/" + layer).status()).isEqualTo(404);
    assertThat(upstream.requests()).hasSize((int) before);
  }

  @Test
  void aRightThatWasTakenAwayAndATagThatIsGoneEndWhatIsGivenFromHere() throws Exception {
    TestImages.single(images, "v1");
    calls.imported(project + "/app:v1", image("v1"));
    String blob =
        project + "/app/blobs/" + parts(images.findManifest("v1").orElseThrow()).getLast();
    String elsewhere = project + "-pullers";
    calls.project(elsewhere);
    String puller = calls.account(elsewhere, "puller", "");
    String bindings = "/apis/rbac.authorization.k8s.io/v1/namespaces/" + project + "/rolebindings";
    calls.api(
        "POST",
        bindings,
        ("{'metadata':{'name':'pulls'},'roleRef':{'kind':'ClusterRole','name':'system:image-puller'},"
             + "'subjects':[{'kind':'ServiceAccount','namespace':'%s','name':'puller'}]}")
            .formatted(elsewhere));
    assertThat(calls.send(puller, "GET", blob, new byte[0]).status()).isEqualTo(200);

    calls.api("DELETE", bindings + "/pulls", "");
    assertThat(calls.send(puller, "GET", blob, new byte[0]).status()).isEqualTo(403);

    calls.api(
        "DELETE",
        "/apis/image.openshift.io/v1/namespaces/" + project + "/imagestreamtags/app:v1",
        "");
    assertThat(calls.get(blob).status()).isEqualTo(404);
    assertThat(calls.get(project + "/app/manifests/v1").status()).isEqualTo(404);
  }

  @Test
  void theLoginsOfTheProjectAreShownAndNobodyElsesBytesAreGiven() throws Exception {
    upstream.require(FakeLogin.basic("ann", "secret"));
    TestImages.single(images, "private");
    String other = project + "-other";
    calls.project(other);
    String editor = calls.account(other, "editor", "admin");
    Digest digest = Digest.of(images.findManifest("private").orElseThrow());
    calls.claimed(editor, other + "/app:v1", upstream.host() + "/team/app@" + digest);
    calls.login(project, "upstream", upstream.host(), "ann", "secret");
    calls.imported(project + "/app:v1", image("private"));
    List<String> parts = parts(images.findManifest("private").orElseThrow());
    String layer = parts.getLast();
    assertThat(calls.get(project + "/app/blobs/" + layer).status()).isEqualTo(200);

    assertThat(calls.get(other + "/app/manifests/v1").status()).isIn(403, 503);
    assertThat(calls.get(other + "/app/blobs/" + layer).status()).isIn(403, 404, 503);

    calls.forgetLogin(project, "upstream");
    Pulled refused = calls.get(project + "/app/blobs/" + parts.getFirst());
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.code()).isEqualTo("DENIED");
    assertThat(calls.get(project + "/app/blobs/" + layer).status()).isEqualTo(200);
  }

  @Test
  void anotherStreamOfTheSameRegistryAsksOnceWhetherItMayAndFetchesNothing() throws Exception {
    TestImages.single(images, "v1");
    calls.imported(project + "/app:v1", image("v1"));
    calls.imported(project + "/twin:v1", image("v1"));
    String layer = parts(images.findManifest("v1").orElseThrow()).getLast();
    assertThat(calls.get(project + "/app/blobs/" + layer).status()).isEqualTo(200);

    Pulled twin = calls.get(project + "/twin/blobs/" + layer);

    assertThat(twin.header("Cache-Status")).isEqualTo("weir; hit");
    assertThat(upstream.count("GET /v2/team/app/blobs/" + layer)).isEqualTo(1);
    assertThat(upstream.count("HEAD /v2/team/app/blobs/" + layer)).isEqualTo(1);
    upstream.close();
    assertThat(calls.get(project + "/twin/blobs/" + layer).status()).isEqualTo(200);
  }

  @Test
  void anImageThatIsPushedOnTopOfAnImportedOneIsWholeByItself() throws Exception {
    TestImages.single(images, "base");
    calls.imported(project + "/app:base", image("base"));
    byte[] base = images.findManifest("base").orElseThrow();
    String layer = parts(base).getLast();
    byte[] config = "{\"os\":\"linux\",\"architecture\":\"amd64\"}".getBytes(UTF_8);
    push(project + "/app/blobs/uploads/?digest=" + Digest.of(config), config);
    assertThat(calls.head(project + "/app/blobs/" + layer).status()).isEqualTo(200);
    String manifest =
        Json.parse(base)
            .toString()
            .replace(parts(base).getFirst(), Digest.of(config).toString())
            .replaceFirst("(\"config\":\\{[^}]*\"size\":)\\d+", "$1" + config.length);
    byte[] bytes = manifest.getBytes(UTF_8);

    Pulled pushed =
        calls.send(
            calls.administrator(),
            "PUT",
            project + "/app/manifests/top",
            bytes,
            "Content-Type",
            "application/vnd.oci.image.manifest.v1+json");

    assertThat(pushed.status()).as(new String(pushed.body(), UTF_8)).isEqualTo(201);
    upstream.close();
    calls.api(
        "DELETE",
        "/apis/image.openshift.io/v1/namespaces/" + project + "/imagestreamtags/app:base",
        "");
    pullWhole(project + "/app", "top");
    assertThat(calls.get(project + "/app/blobs/" + layer).header("Cache-Status")).isEmpty();
  }

  private void push(String path, byte[] bytes) throws Exception {
    assertThat(
            calls
                .send(
                    calls.administrator(),
                    "POST",
                    path,
                    bytes,
                    "Content-Type",
                    "application/octet-stream")
                .status())
        .isEqualTo(201);
  }

  @Test
  void aManifestThatNamesWhatTheUpstreamHasNoMoreIsRefusedWithTheReason() throws Exception {
    TestImages.single(images, "v1");
    calls.imported(project + "/app:v1", image("v1"));
    upstream.failAlways("/blobs/", new Fault.Status(503, "UNAVAILABLE"));

    Pulled refused =
        calls.send(
            calls.administrator(),
            "PUT",
            project + "/app/manifests/copy",
            images.findManifest("v1").orElseThrow(),
            "Content-Type",
            "application/vnd.oci.image.manifest.v1+json");

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.code()).isEqualTo("MANIFEST_BLOB_UNKNOWN");
    assertThat(refused.message()).contains(upstream.host(), "503");
  }

  @Test
  void whatIsMirroredHereIsMountedAndWhatIsNotIsUploaded() throws Exception {
    TestImages.single(images, "v1");
    calls.imported(project + "/app:v1", image("v1"));
    List<String> parts = parts(images.findManifest("v1").orElseThrow());
    assertThat(calls.get(project + "/app/blobs/" + parts.getLast()).status()).isEqualTo(200);

    String into = project + "/mounted/blobs/uploads/?from=" + project + "/app&mount=";
    assertThat(
            calls
                .send(calls.administrator(), "POST", into + parts.getFirst(), new byte[0])
                .status())
        .isEqualTo(202);
    assertThat(
            calls.send(calls.administrator(), "POST", into + parts.getLast(), new byte[0]).status())
        .isEqualTo(201);
    assertThat(calls.get(project + "/mounted/blobs/" + parts.getLast()).status()).isEqualTo(200);
  }

  @Test
  void aTagOfAnotherProjectsImportIsPulledWithTheLoginsOfItsOwn() throws Exception {
    TestImages.single(images, "v1");
    calls.imported(project + "/app:v1", image("v1"));

    pullWhole(copied(), "v1");
  }

  /** A stream of another project, which has the tag {@code app:v1} of this one. */
  private String copied() throws Exception {
    String other = project + "-copy";
    calls.project(other);
    calls.api(
        "PUT",
        "/apis/image.openshift.io/v1/namespaces/" + other + "/imagestreamtags/app:v1",
        ("{'metadata':{'name':'app:v1'},'tag':{'referencePolicy':{'type':'Local'},"
                + "'importPolicy':{'insecure':true},"
                + "'from':{'kind':'ImageStreamTag','namespace':'%s','name':'app:v1'}}}")
            .formatted(project));
    return other + "/app";
  }

  @Test
  void whoHasNoLoginForTheTokenServiceOfAnotherHostDoesNotReadAlong() throws Exception {
    CountDownLatch rest = new CountDownLatch(1);
    try (FakeRegistry tokens = FakeRegistry.plain();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      FakeLogin login = FakeLogin.bearer(tokens.url() + "/token", "ann", "secret");
      upstream.require(login);
      tokens.serveTokens(login);
      TestImages.layered(images, "private", FakeBlob.generated(10_000, 5));
      calls.login(project, "tokens", tokens.host(), "ann", "secret");
      calls.imported(project + "/app:v1", image("private"));
      String layer = parts(images.findManifest("private").orElseThrow()).getLast();
      String copy = copied();
      upstream.failNext("/blobs/" + layer, new Fault.HoldAt(1, rest), 1);
      Future<Pulled> first = threads.submit(() -> calls.get(project + "/app/blobs/" + layer));
      await().until(() -> upstream.count("GET /v2/team/app/blobs/" + layer) == 1);
      Future<Pulled> second = threads.submit(() -> calls.get(copy + "/blobs/" + layer));

      try {
        assertThat(second.get(20, TimeUnit.SECONDS).code()).isEqualTo("DENIED");
      } finally {
        rest.countDown();
      }
      assertThat(Digest.of(first.get().body())).hasToString(layer);
    }
  }

  @Test
  void whatTheUpstreamSaysAboutAnImageIsFetchedKeptAndServed() throws Exception {
    Digest digest = TestImages.single(images, "v1");
    Digest signature = TestImages.referrer(images, digest, "application/vnd.example.signature");
    upstream.pageReferrers(10);
    calls.imported(project + "/app:v1", image("v1"));
    String app = project + "/app";
    assertThat(calls.get(app + "/manifests/" + signature).status()).isEqualTo(404);

    Pulled list = calls.get(app + "/referrers/" + digest);
    assertThat(list.json().at("/manifests/0/digest").asString("")).isEqualTo(signature.toString());
    assertThat(list.json().at("/manifests/0/artifactType").asString(""))
        .isEqualTo("application/vnd.example.signature");
    Pulled other = calls.get(app + "/referrers/" + digest + "?artifactType=x/y");
    assertThat(other.json().path("manifests")).isEmpty();
    pullWhole(app, signature.toString());
    assertThat(upstream.count("/referrers/")).isEqualTo(1);

    upstream.close();
    pullWhole(app, signature.toString());
    assertThat(calls.get(app + "/referrers/" + digest).body()).isEqualTo(list.body());
  }

  @Test
  void whatRefersToAnImageIsNotSaidToBeNothingWhileNobodyCanBeAsked() throws Exception {
    Digest digest = TestImages.single(images, "v1");
    calls.imported(project + "/app:v1", image("v1"));
    upstream.close();

    assertThat(calls.get(project + "/app/referrers/" + digest).status()).isEqualTo(503);
  }

  @Test
  void figuresTellWhatARegistryStillGrants() throws Exception {
    TestImages.single(images, "v1");
    assertThat(api.get("/metrics").body()).doesNotContain("weir_upstream_ratelimit_limit{");
    upstream.rateLimit(FakeRateLimit.docker(100, Duration.ofHours(6)));
    calls.imported(project + "/app:v1", image("v1"));

    String host = "{host=\"" + upstream.host() + "\"}";
    assertThat(api.get("/metrics").body())
        .contains("weir_upstream_ratelimit_limit" + host + " 100.0")
        .contains("weir_upstream_ratelimit_remaining" + host + " 99.0");
  }

  @Test
  void figuresTellWhatCameFromWhere() throws Exception {
    TestImages.single(images, "v1");
    calls.imported(project + "/app:v1", image("v1"));
    pullWhole(project + "/app", "v1");

    assertThat(
            api.get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith("weir_pullthrough_"))
                .map(line -> line.replaceAll(" .*", "")))
        .contains(
            "weir_pullthrough_hits_total",
            "weir_pullthrough_fetches_total",
            "weir_pullthrough_failures_total",
            "weir_pullthrough_running",
            "weir_pullthrough_upstream_requests{host=\"" + upstream.host() + "\"}",
            "weir_pullthrough_upstream_held{host=\"other\"}",
            "weir_pullthrough_bytes_total",
            "weir_pullthrough_resumes_total",
            "weir_pullthrough_unwritten_total",
            "weir_pullthrough_broken_fetches_total{reason=\"wrong_digest\"}");
  }
}
