package dev.weir.window;

import static dev.weir.window.WindowServer.NOBODY;
import static dev.weir.window.WindowServer.PULLER;
import static dev.weir.window.WindowServer.READER;
import static dev.weir.window.WindowServer.ROOT;
import static dev.weir.window.WindowServer.STRANGER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.access.User;
import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.ImportPolicy;
import dev.weir.imagestream.SpecTag;
import dev.weir.imagestream.TagEvent;
import dev.weir.imagestream.TagHistory;
import dev.weir.imagestream.TagSource;
import dev.weir.importing.bounds.ImportPlaces;
import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import dev.weir.remote.fake.FakeLogin;
import dev.weir.remote.fake.FakeRegistry;
import dev.weir.remote.fake.Fault;
import dev.weir.remote.fake.TestImages;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.streams.StoredStream;
import dev.weir.streams.StreamKeys;
import dev.weir.streams.bounds.AllowedRegistries;
import dev.weir.window.WindowServer.Answer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pulls from a project that is a window on an upstream. */
@Timeout(60)
class WindowPullTest {
  private static final String BUSYBOX = "/v2/hub/library/busybox/manifests/1";
  private static final String ASKS = "/v2/library/busybox/manifests/";

  private final WindowServer weir = new WindowServer();

  WindowPullTest() throws Exception {}

  @AfterEach
  void close() throws Exception {
    weir.close();
  }

  private Digest image(String tag) {
    return TestImages.single(weir.upstream.repository("library/busybox"), tag);
  }

  /** The tag becomes another image. */
  private Digest move(String tag, String to) {
    Digest moved = image(to);
    weir.upstream.repository("library/busybox").tag(tag, moved);
    return moved;
  }

  private long asks(String method) {
    return weir.upstream.count(method + " " + ASKS);
  }

  private void servesDigest(Digest digest) throws Exception {
    Answer answer = weir.get(READER, BUSYBOX);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(answer.digest()).as(answer.header("Cache-Status")).isEqualTo(digest.toString());
  }

  @Test
  void aPullMakesTheStreamAndItsTagAndServesIt() throws Exception {
    Digest digest = image("1");
    Answer answer = weir.get(PULLER, BUSYBOX);

    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(answer.digest()).isEqualTo(digest.toString());
    assertThat(Digest.of(answer.response().body())).isEqualTo(digest);
    SpecTag tag = weir.stream("library.busybox").specTag("1").orElseThrow();
    assertThat(tag.from())
        .contains(TagSource.dockerImage(weir.upstream.host() + "/library/busybox:1"));
    assertThat(tag.referencePolicy()).isEqualTo(SpecTag.LOCAL);
    assertThat(tag.importPolicy().mode()).isEqualTo(ImportPolicy.PRESERVE_ORIGINAL);
    assertThat(weir.stream("library.busybox").annotation(WindowStreams.MARK))
        .isEqualTo(weir.upstream.host() + "/library/busybox");
  }

  @Test
  void aTagThatSomebodyHoldsIsServedAsItIs() throws Exception {
    Digest digest = image("1");
    assertThat(weir.get(PULLER, BUSYBOX).status()).isEqualTo(200);
    StoredStream before = weir.streams.store().newest(new StreamName("hub", "library.busybox"));
    SpecTag tag = before.stream().specTag("1").orElseThrow();
    ImageStream held =
        before.stream().withSpecTag(tag.withAnnotations(Map.of(SpecTag.HOLD, "ann")));
    var _ = weir.streams.writer().write(before, held, TagEvent.Origin.UNKNOWN, false);
    Digest _ = move("1", "2");
    long asked = asks("HEAD") + asks("GET");
    weir.pass(Duration.ofHours(1));

    servesDigest(digest);
    assertThat(asks("HEAD") + asks("GET")).isEqualTo(asked);
  }

  @Test
  void whatIsHereIsReadWithTheOrdinaryRightAndByEachOfItsNames() throws Exception {
    Digest digest = image("1");
    assertThat(weir.get(PULLER, BUSYBOX).status()).isEqualTo(200);
    for (String path :
        List.of(
            "/v2/hub/library/busybox/manifests/1",
            "/v2/hub/library.busybox/manifests/1",
            "/v2/hub/library/busybox/manifests/" + digest,
            "/v2/library/busybox/manifests/1?ns=" + weir.upstream.host())) {
      Answer answer = weir.get(READER, path);
      assertThat(answer.status()).as(path).isEqualTo(200);
      assertThat(answer.digest()).isEqualTo(digest.toString());
    }
  }

  @Test
  void whoHasNoRightMakesTheUpstreamBeAskedNothingAndLearnsNothing() throws Exception {
    image("1");
    Answer stranger = weir.get(STRANGER, BUSYBOX);
    Answer nobody = weir.get(NOBODY, BUSYBOX);
    assertThat(stranger.status()).isEqualTo(403);
    assertThat(nobody.status()).isEqualTo(401);
    assertThat(nobody.header("WWW-Authenticate")).contains("Bearer ");
    assertThat(weir.get(STRANGER, "/v2/hub/library/nothing/manifests/1").message())
        .isEqualTo(stranger.message().replace("busybox", "nothing"));
    assertThat(weir.upstream.requests()).isEmpty();
    assertThat(weir.exists("library.busybox")).isFalse();
  }

  @Test
  void whoMayOnlyReadIsToldWhichRoleBringsMore() throws Exception {
    image("1");
    Answer tag = weir.get(READER, BUSYBOX);
    Answer digest = weir.get(READER, "/v2/hub/library/busybox/manifests/" + Digest.of(new byte[1]));
    for (Answer answer : List.of(tag, digest)) {
      assertThat(answer.status()).isEqualTo(403);
      assertThat(answer.code()).isEqualTo("DENIED");
      assertThat(answer.message())
          .contains("create imagestreams/window")
          .contains("weir:window-puller");
    }
    assertThat(weir.upstream.requests()).isEmpty();
  }

  @Test
  void whatTheUpstreamDoesNotHaveIsA404AndLeavesNothing() throws Exception {
    image("1");
    for (String path :
        List.of(
            "/v2/hub/library/busybox/manifests/2",
            "/v2/hub/no/such/thing/manifests/1",
            "/v2/hub/library/busybox/manifests/" + Digest.of(new byte[1]))) {
      Answer answer = weir.get(PULLER, path);
      assertThat(answer.status()).as(answer.text()).isEqualTo(404);
      assertThat(answer.code()).isEqualTo("MANIFEST_UNKNOWN");
    }
    assertThat(weir.exists("library.busybox")).isFalse();
    assertThat(weir.exists("no.such.thing")).isFalse();
    assertThat(weir.images()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "401, UNAUTHORIZED, 403, DENIED",
    "403, DENIED, 403, DENIED",
    "429, TOOMANYREQUESTS, 429, TOOMANYREQUESTS",
    "500, UNKNOWN, 503, UNAVAILABLE",
    "404, NAME_UNKNOWN, 404, MANIFEST_UNKNOWN",
  })
  void aRefusalOfTheUpstreamIsPassedOnAndLeavesNothing(int status, String code, int told, String as)
      throws Exception {
    image("1");
    weir.upstream.failAlways(
        "GET " + ASKS, new Fault.Status(status, code).and(new Fault.Header("Retry-After", "7")));
    Answer answer = weir.get(PULLER, BUSYBOX);
    assertThat(answer.status()).as(answer.text()).isEqualTo(told);
    assertThat(answer.code()).isEqualTo(as);
    if (status == 429) {
      assertThat(answer.header("Retry-After")).isBetween("6", "7");
    }
    assertThat(weir.exists("library.busybox")).isFalse();
    assertThat(weir.images()).isZero();
  }

  private List<Answer> atOnce(int count, String user, String path) throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Answer>> running = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        running.add(threads.submit(() -> weir.get(user, path)));
      }
      List<Answer> answers = new ArrayList<>();
      for (Future<Answer> answer : running) {
        answers.add(answer.get());
      }
      return answers;
    }
  }

  @Test
  void manyAtOnceOnANewNameAreOneImport() throws Exception {
    Digest digest = image("1");
    weir.upstream.failNext("GET " + ASKS, new Fault.Late(Duration.ofMillis(300)), 1);
    assertThat(atOnce(20, PULLER, BUSYBOX))
        .allSatisfy(answer -> assertThat(answer.digest()).isEqualTo(digest.toString()));
    assertThat(asks("GET")).isOne();
    assertThat(weir.stream("library.busybox").history("1").items()).hasSize(1);
  }

  @Test
  void withinTheFreshnessNothingIsAsked() throws Exception {
    Digest digest = image("1");
    assertThat(weir.get(PULLER, BUSYBOX).status()).isEqualTo(200);
    Digest _ = move("1", "2");
    long before = weir.upstream.requests().size();
    weir.pass(Duration.ofMinutes(14));
    for (int i = 0; i < 50; i++) {
      servesDigest(digest);
    }
    assertThat(weir.upstream.requests()).hasSize((int) before);
  }

  @Test
  void outsideTheFreshnessOneQuestionIsAskedAndAnImageThatStayedIsNotImportedAgain()
      throws Exception {
    Digest digest = image("1");
    assertThat(weir.get(PULLER, BUSYBOX).status()).isEqualTo(200);
    weir.pass(Duration.ofMinutes(15));
    weir.upstream.failNext("HEAD " + ASKS, new Fault.Late(Duration.ofMillis(300)), 1);
    assertThat(atOnce(20, READER, BUSYBOX))
        .allSatisfy(answer -> assertThat(answer.digest()).isEqualTo(digest.toString()));
    servesDigest(digest);
    assertThat(asks("HEAD")).isOne();
    assertThat(asks("GET")).isOne();
  }

  @Test
  void aTagThatMovedIsFollowedAndKeepsItsHistory() throws Exception {
    Digest first = image("1");
    assertThat(weir.get(PULLER, BUSYBOX).status()).isEqualTo(200);
    Digest second = move("1", "2");
    weir.pass(Duration.ofMinutes(15));
    servesDigest(second);
    assertThat(weir.get(READER, "/v2/hub/library/busybox/manifests/" + first).status())
        .isEqualTo(200);
    String asked = weir.upstream.host() + "/library/busybox:1";
    assertThat(weir.stream("library.busybox").history("1").items())
        .extracting(TagEvent::origin)
        .containsExactly(
            TagEvent.Origin.importing("system:weir:windows").withFrom(asked),
            TagEvent.Origin.importing(PULLER).withFrom(asked));
  }

  @Test
  void alwaysAsksAtEachPull() throws Exception {
    weir.project("hub", Window.FRESHNESS, "always");
    Digest _ = image("1");
    assertThat(weir.get(PULLER, BUSYBOX).status()).isEqualTo(200);
    weir.pass(Duration.ofSeconds(1));
    servesDigest(move("1", "2"));
    weir.pass(Duration.ofSeconds(1));
    servesDigest(move("1", "3"));
    assertThat(asks("HEAD")).isEqualTo(2);
  }

  @Test
  void offlineAsksNever() throws Exception {
    Digest digest = image("1");
    assertThat(weir.get(PULLER, BUSYBOX).status()).isEqualTo(200);
    Digest _ = move("1", "2");
    weir.project("hub", Window.FRESHNESS, "offline");
    long before = weir.upstream.requests().size();
    weir.pass(Duration.ofDays(100));
    servesDigest(digest);
    Answer missing = weir.get(PULLER, "/v2/hub/library/busybox/manifests/2");
    assertThat(missing.status()).isEqualTo(404);
    assertThat(missing.message()).contains("hub is offline");
    assertThat(weir.upstream.requests()).hasSize((int) before);
  }

  private Answer layerAfter(String annotation, String value) throws Exception {
    Digest _ = image("1");
    Answer manifest = weir.get(PULLER, BUSYBOX);
    weir.project("hub", annotation, value);
    String layer = Json.parse(manifest.response().body()).at("/layers/0/digest").asString("");
    Answer answer = weir.get(PULLER, "/v2/hub/library/busybox/blobs/" + layer);
    assertThat(weir.upstream.count("/blobs/" + layer)).isZero();
    return answer;
  }

  @Test
  void offlineDoesNotAskForBlobsEither() throws Exception {
    Answer layer = layerAfter(Window.FRESHNESS, "offline");
    assertThat(layer.status()).isEqualTo(403);
    assertThat(layer.message()).contains("hub is offline");
  }

  @Test
  void anUpstreamIsVerifiedAgainAsSoonAsTheProjectSaysSoWhateverTagsThereAre() throws Exception {
    Answer layer = layerAfter(Window.INSECURE, "false");
    assertThat(layer.status()).isEqualTo(503);
  }

  private void isStale(Digest digest, String why, long age) throws Exception {
    Answer answer = weir.get(READER, BUSYBOX);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(answer.digest()).isEqualTo(digest.toString());
    assertThat(answer.header("Cache-Status")).startsWith("weir; hit; detail=\"").contains(why);
    assertThat(answer.header("Age")).isEqualTo(Long.toString(age));
    assertThat(answer.header("Warning")).startsWith("110 ");
  }

  @Test
  void anUpstreamThatFailsIsLeftAloneForAWhileAndWhatIsHereIsServed() throws Exception {
    Digest digest = image("1");
    assertThat(weir.get(PULLER, BUSYBOX).status()).isEqualTo(200);
    weir.pass(Duration.ofMinutes(20));
    weir.upstream.failAlways("HEAD " + ASKS, new Fault.Status(500, "UNKNOWN"));
    isStale(digest, "500", 1200);
    isStale(digest, "500", 1200);
    assertThat(asks("HEAD")).isOne();

    weir.pass(Duration.ofSeconds(11));
    weir.upstream.mend();
    servesDigest(digest);
    assertThat(weir.get(READER, BUSYBOX).header("Warning")).isEmpty();
    assertThat(asks("HEAD")).isEqualTo(2);
  }

  @Test
  void anUpstreamThatWantsToBeLeftAloneIsForAsLongAsItSays() throws Exception {
    Digest digest = image("1");
    assertThat(weir.get(PULLER, BUSYBOX).status()).isEqualTo(200);
    weir.pass(Duration.ofMinutes(20));
    weir.upstream.failAlways(
        "HEAD " + ASKS,
        new Fault.Status(429, "TOOMANYREQUESTS").and(new Fault.Header("Retry-After", "120")));
    isStale(digest, "", 1200);
    weir.pass(Duration.ofSeconds(100));
    isStale(digest, "", 1300);
    assertThat(asks("HEAD")).isOne();
  }

  @Test
  void aTagThatIsGoneUpstreamIsServedAsItWasAndSaysSo() throws Exception {
    Digest digest = image("1");
    assertThat(weir.get(PULLER, BUSYBOX).status()).isEqualTo(200);
    weir.upstream.failAlways("HEAD " + ASKS, new Fault.Status(404, "MANIFEST_UNKNOWN"));
    weir.pass(Duration.ofMinutes(16));
    isStale(digest, "", 960);
  }

  @Test
  void aMovedTagThatCannotBeFetchedStaysAsItWas() throws Exception {
    Digest digest = image("1");
    assertThat(weir.get(PULLER, BUSYBOX).status()).isEqualTo(200);
    Digest _ = move("1", "2");
    weir.upstream.failAlways("GET " + ASKS, new Fault.Status(429, "TOOMANYREQUESTS"));
    weir.pass(Duration.ofMinutes(16));
    isStale(digest, "", 960);
    assertThat(weir.stream("library.busybox").history("1").items()).hasSize(1);
    assertThat(weir.stream("library.busybox").history("1").conditions()).isEmpty();
  }

  @Test
  void whoWaitsTooLongForTheUpstreamIsServedWhatIsHere() throws Exception {
    CountDownLatch answered = new CountDownLatch(1);
    try (WindowServer hasty = new WindowServer(AllowedRegistries.ALL, Duration.ofMillis(50))) {
      Digest digest = TestImages.single(hasty.upstream.repository("library/busybox"), "1");
      assertThat(hasty.get(PULLER, BUSYBOX).status()).isEqualTo(200);
      hasty.upstream.failAlways("HEAD " + ASKS, new Fault.Hold(answered));
      hasty.pass(Duration.ofMinutes(16));
      Answer answer = hasty.get(READER, BUSYBOX);
      assertThat(answer.digest()).isEqualTo(digest.toString());
      assertThat(answer.header("Cache-Status")).contains("has not answered within 50 ms");
      assertThat(answer.header("Age")).isEqualTo("960");
    } finally {
      answered.countDown();
    }
  }

  @Test
  void anotherProcessKnowsFromTheTagWhenTheUpstreamLastSaidWhatItIs() throws Exception {
    Digest _ = image("1");
    assertThat(weir.get(PULLER, BUSYBOX).status()).isEqualTo(200);
    long before = weir.upstream.requests().size();
    weir.pass(Duration.ofMinutes(14));
    try (Windows later = weir.restarted()) {
      WindowRepository busybox = later.names().find("", "hub/library/busybox");
      assertThat(later.pulls().follow(busybox.shown().orElseThrow(), busybox.stream(), "1"))
          .isEqualTo(new Brought.Current());
    }
    assertThat(weir.upstream.requests()).hasSize((int) before);
  }

  @Test
  void ofAnIndexOnlyThatIsFetchedWhichSomebodyPulls() throws Exception {
    TestImages.Index index =
        TestImages.index(
            weir.upstream.repository("library/busybox"), "1", "linux/amd64", "linux/arm64");
    assertThat(weir.get(PULLER, BUSYBOX).digest()).isEqualTo(index.digest().toString());
    assertThat(weir.upstream.count("/v2/library/busybox/")).isOne();
    String child = "/v2/hub/library/busybox/manifests/" + index.children().getLast();
    assertThat(weir.get(READER, child).status()).isEqualTo(200);
    assertThat(weir.upstream.count(index.children().getFirst().toString())).isZero();
  }

  @Test
  void aRegistryThatTellsNoDigestIsAskedForTheManifest() throws Exception {
    Digest _ = image("1");
    assertThat(weir.get(PULLER, BUSYBOX).status()).isEqualTo(200);
    Digest second = move("1", "2");
    weir.upstream.failAlways("HEAD " + ASKS, new Fault.Without("Docker-Content-Digest"));
    weir.pass(Duration.ofMinutes(16));
    servesDigest(second);
  }

  @Test
  void theUpstreamIsAskedWithTheLoginOfTheProject() throws Exception {
    Digest _ = image("1");
    weir.upstream.require(FakeLogin.basic("ann", "secret"));
    assertThat(weir.get(PULLER, BUSYBOX).status()).isEqualTo(403);
    weir.create(
        Kinds.SECRET,
        "hub",
        """
        metadata: {name: upstream}
        type: kubernetes.io/dockerconfigjson
        data: {.dockerconfigjson: %s}
        """
            .formatted(
                Base64.getEncoder()
                    .encodeToString(
                        "{\"auths\":{\"%s\":{\"username\":\"ann\",\"password\":\"secret\"}}}"
                            .formatted(weir.upstream.host())
                            .getBytes(StandardCharsets.UTF_8))));
    assertThat(weir.get(PULLER, BUSYBOX).status()).isEqualTo(200);
    Digest second = move("1", "2");
    weir.pass(Duration.ofMinutes(16));
    servesDigest(second);
    assertThat(asks("HEAD")).isPositive();
  }

  @Test
  void aBlobThatWasPulledIsMountedFromTheNameOfTheWindow() throws Exception {
    Digest _ = image("1");
    Answer manifest = weir.get(PULLER, BUSYBOX);
    String layer = Json.parse(manifest.response().body()).at("/layers/0/digest").asString("");
    String from = "hub/library/busybox";
    assertThat(weir.get(READER, "/v2/" + from + "/blobs/" + layer).status()).isEqualTo(200);
    Answer mounted =
        weir.send(ROOT, "POST", "/v2/team/app/blobs/uploads/?mount=" + layer + "&from=" + from);
    assertThat(mounted.status()).isEqualTo(201);
    assertThat(weir.upstream.count("GET /v2/library/busybox/blobs/" + layer)).isOne();
  }

  @Test
  void aRegistryThatIsNotAllowedIsNotAsked() throws Exception {
    AllowedRegistries allowed =
        new AllowedRegistries(List.of(AllowedRegistries.Entry.parse("quay.io")), "");
    try (WindowServer strict = new WindowServer(allowed, Duration.ofSeconds(20))) {
      TestImages.single(strict.upstream.repository("library/busybox"), "1");
      Answer answer = strict.get(PULLER, BUSYBOX);
      assertThat(answer.status()).isEqualTo(403);
      assertThat(answer.message()).contains("not allowed by whitelist");
      assertThat(strict.upstream.requests()).isEmpty();
      assertThat(strict.exists("library.busybox")).isFalse();
    }
  }

  @Test
  void anImageIsPulledByItsDigestThoughNoTagHasIt() throws Exception {
    Digest digest = image("1");
    Digest _ = move("1", "2");
    String path = "/v2/hub/library/busybox/manifests/" + digest;
    Answer answer = weir.get(PULLER, path);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(answer.digest()).isEqualTo(digest.toString());
    assertThat(asks("GET")).isOne();
    assertThat(weir.get(READER, path).status()).isEqualTo(200);
    assertThat(asks("GET")).isOne();
    assertThat(weir.get(PULLER, BUSYBOX).status()).isEqualTo(200);
    assertThat(weir.get(READER, "/v2/hub/library/busybox/tags/list").text())
        .isEqualTo("{\"name\":\"hub/library/busybox\",\"tags\":[\"1\"]}");
  }

  @Test
  void aTagThatSomebodyMadeByHandIsTheirs() throws Exception {
    Digest digest = image("1");
    assertThat(weir.get(PULLER, BUSYBOX).status()).isEqualTo(200);
    var before = weir.streams.store().newest(weir.stream("library.busybox").name());
    SpecTag own = before.stream().specTag("1").orElseThrow();
    var _ =
        weir.streams
            .writer()
            .write(
                before,
                before.stream()
                    .withSpecTag(own.withFrom(TagSource.dockerImage("quay.io/mine/busybox:1"))),
                TagEvent.Origin.UNKNOWN,
                false);
    Digest _ = move("1", "2");
    weir.pass(Duration.ofDays(3));
    servesDigest(digest);
    assertThat(asks("HEAD")).isZero();
  }

  @Test
  void whatSomebodyPushedOntoATagThatAPullMadeIsTheirs() throws Exception {
    Digest _ = image("1");
    assertThat(weir.get(PULLER, BUSYBOX).status()).isEqualTo(200);
    Digest pushed = weir.push("library.busybox", "1");
    Digest _ = move("1", "2");
    weir.pass(Duration.ofDays(3));
    servesDigest(pushed);
    assertThat(asks("HEAD")).isZero();
    assertThat(weir.stream("library.busybox").newest("1").orElseThrow().image())
        .isEqualTo(pushed.toString());
  }

  /** A tag that was pulled, is older than the freshness, and is another image upstream by now. */
  private void pulledAndMoved() throws Exception {
    Digest _ = image("1");
    assertThat(weir.get(PULLER, BUSYBOX).status()).isEqualTo(200);
    Digest _ = move("1", "2");
    weir.pass(Duration.ofMinutes(16));
  }

  @Test
  void whatSomebodyPushedWhileTheUpstreamWasAskedStays() throws Exception {
    pulledAndMoved();
    List<Digest> pushed = new ArrayList<>();
    weir.upstream.before(
        "GET " + ASKS,
        () -> {
          try {
            pushed.add(weir.push("library.busybox", "1"));
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
    Answer answer = weir.get(READER, BUSYBOX);
    assertThat(pushed).hasSize(1);
    assertThat(answer.digest()).isEqualTo(pushed.getFirst().toString());
    assertThat(weir.stream("library.busybox").newest("1").orElseThrow().image())
        .isEqualTo(pushed.getFirst().toString());
  }

  @Test
  void aStreamThatWasDeletedWhileTheUpstreamWasAskedIsNotMadeAgain() throws Exception {
    pulledAndMoved();
    weir.upstream.before("GET " + ASKS, () -> weir.delete("library.busybox"));
    assertThat(weir.get(READER, BUSYBOX).status()).isEqualTo(404);
    assertThat(weir.exists("library.busybox")).isFalse();
  }

  @Test
  void nothingIsMadeInAProjectThatWasMadeWhileTheUpstreamWasAsked() throws Exception {
    Digest _ = image("1");
    weir.upstream.before("GET " + ASKS, weir::remakeHub);
    assertThat(weir.get(PULLER, BUSYBOX).status()).isEqualTo(404);
    assertThat(weir.exists("library.busybox")).isFalse();
  }

  @Test
  void twoTagsOfANewNameCanBeBroughtAtOnce() throws Exception {
    Digest _ = image("1");
    Digest second = image("2");
    List<Answer> within = new ArrayList<>();
    weir.upstream.before(
        "GET " + ASKS + "1",
        () -> {
          try {
            within.add(weir.get(PULLER, "/v2/hub/library/busybox/manifests/2"));
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        });
    assertThat(weir.get(PULLER, BUSYBOX).status()).isEqualTo(200);
    assertThat(within.getFirst().digest()).isEqualTo(second.toString());
    assertThat(weir.stream("library.busybox").tags()).containsOnlyKeys("1", "2");
  }

  @Test
  void aTagThatGoesBeforeItIsComparedIsNotFound() throws Exception {
    pulledAndMoved();
    String key = StreamKeys.stream(new StreamName("hub", "library.busybox"));
    AtomicInteger reads = new AtomicInteger();
    weir.hindered.beforeGet =
        read -> {
          if (read.equals(key) && reads.incrementAndGet() == 2) {
            weir.delete("library.busybox");
          }
        };
    assertThat(weir.get(READER, BUSYBOX).status()).isEqualTo(404);
    assertThat(asks("HEAD")).isZero();
  }

  @Test
  void aMovedTagIsServedAsItIsWhileTheStoreTakesNothing() throws Exception {
    Digest first = image("1");
    assertThat(weir.get(PULLER, BUSYBOX).status()).isEqualTo(200);
    Digest second = move("1", "2");
    weir.pass(Duration.ofMinutes(16));
    weir.hindered.full = true;
    isStale(first, "its log says why", 960);
    isStale(first, "its log says why", 960);
    assertThat(asks("HEAD")).isOne();
    weir.hindered.full = false;
    weir.pass(Duration.ofSeconds(11));
    servesDigest(second);
  }

  @Test
  void aStreamOfAnUpstreamThatTheProjectShowedBeforeIsServedByItsNameAloneAndGetsNothing()
      throws Exception {
    Digest old = image("1");
    assertThat(weir.get(PULLER, BUSYBOX).status()).isEqualTo(200);
    Answer manifest = weir.get(PULLER, BUSYBOX);
    String layer = Json.parse(manifest.response().body()).at("/layers/0/digest").asString("");
    try (FakeRegistry other = FakeRegistry.plain()) {
      Digest others = TestImages.single(other.repository("library/busybox"), "2");
      other.repository("library/busybox").tag("1", others);
      weir.project("hub", Window.UPSTREAM, other.host());
      servesDigest(old);
      for (String what : List.of("manifests/1", "manifests/2", "tags/list", "blobs/" + layer)) {
        Answer ns = weir.get(PULLER, "/v2/library/busybox/" + what + "?ns=" + other.host());
        assertThat(ns.status()).as(what).isEqualTo(404);
      }
      for (String reference : List.of("2", others.toString())) {
        Answer more = weir.get(PULLER, "/v2/hub/library/busybox/manifests/" + reference);
        assertThat(more.status()).as(more.text()).isEqualTo(404);
        assertThat(more.message())
            .contains("is of " + weir.upstream.host() + "/library/busybox")
            .contains("delete it to have it made anew");
      }
      assertThat(other.requests()).isEmpty();
      assertThat(weir.stream("library.busybox").tags()).containsOnlyKeys("1");

      weir.delete("library.busybox");
      Answer ns = weir.get(PULLER, "/v2/library/busybox/manifests/1?ns=" + other.host());
      assertThat(ns.digest()).isEqualTo(others.toString());
    }
  }

  @Test
  void ofImagesThatWerePulledByDigestAStreamKeepsTheNewestThousand() throws Exception {
    Digest digest = image("1");
    assertThat(weir.get(PULLER, BUSYBOX).status()).isEqualTo(200);
    String repository = weir.upstream.host() + "/library/busybox@";
    StoredStream before = weir.streams.store().newest(weir.stream("library.busybox").name());
    ImageStream filled = before.stream();
    for (int i = 0; i < 1000; i++) {
      String image = Digest.of(("image " + i).getBytes(StandardCharsets.UTF_8)).toString();
      String tag = image.replace(':', '.');
      TagEvent event = new TagEvent(weir.now.plusSeconds(i), repository + image, image, 1);
      filled =
          filled
              .withSpecTag(SpecTag.named(tag).withFrom(TagSource.dockerImage(repository + image)))
              .withTag(tag, TagHistory.EMPTY.add(event).history());
    }
    var _ = weir.streams.writer().write(before, filled, TagEvent.Origin.UNKNOWN, false);
    weir.pass(Duration.ofHours(1));
    Digest another = image("2");
    assertThat(weir.get(PULLER, "/v2/hub/library/busybox/manifests/" + another).status())
        .isEqualTo(200);

    ImageStream bounded = weir.stream("library.busybox");
    String oldest = Digest.of("image 0".getBytes(StandardCharsets.UTF_8)).hex();
    assertThat(bounded.tags()).hasSize(1001).doesNotContainKey("sha256." + oldest);
    assertThat(bounded.spec()).hasSize(1001).containsKey("sha256." + another.hex());
    assertThat(bounded.newest("1").orElseThrow().image()).isEqualTo(digest.toString());
  }

  @Test
  void refreshesOfOneProjectLeavePlacesToAllOthers() {
    ImportPlaces places = new ImportPlaces(64);
    User refreshes = UpstreamTags.Bringer.window("hub").shares().get().iterator().next();
    int taken = 0;
    while (places.take(refreshes).isPresent()) {
      taken++;
    }
    assertThat(taken).isBetween(1, 32);
    assertThat(places.take(User.named(PULLER))).isPresent();
    User others = UpstreamTags.Bringer.window("team").shares().get().iterator().next();
    assertThat(places.take(others)).isPresent();
  }

  private Brought make(User user, String path) throws InterruptedException {
    WindowRepository name = weir.windows.names().find("", "hub/" + path);
    return weir.windows.pulls().makeTag(user, name.shown().orElseThrow(), name.stream(), "1");
  }

  @Test
  void whoAsksForWhatAnotherWaitsForLendsItTheirShareOfPlaces() throws Exception {
    Digest _ = image("1");
    CountDownLatch answered = new CountDownLatch(1);
    weir.upstream.failAlways("GET /v2/held/", new Fault.Hold(answered));
    String key = StreamKeys.stream(new StreamName("hub", "library.busybox"));
    AtomicInteger reads = new AtomicInteger();
    weir.hindered.beforeGet = read -> reads.addAndGet(read.equals(key) ? 1 : 0);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      try {
        for (int i = 0; i < 4; i++) { // all places that there are for callers without a login
          String path = "held/" + i;
          TestImages.single(weir.upstream.repository(path), "1");
          var _ = threads.submit(() -> make(User.ANONYMOUS, path));
        }
        await().until(() -> weir.upstream.count("GET /v2/held/") == 4);
        Future<Brought> waits = threads.submit(() -> make(User.ANONYMOUS, "library/busybox"));
        await().until(() -> reads.get() > 0);
        assertThat(make(User.named(PULLER), "library/busybox")).isEqualTo(new Brought.Current());
        assertThat(waits.get()).isEqualTo(new Brought.Current());
      } finally {
        answered.countDown();
      }
    }
  }

  @Test
  void theQuotaOfTheProjectBoundsWhatPullsMakeBeforeAnythingIsAsked() throws Exception {
    Digest _ = image("1");
    TestImages.single(weir.upstream.repository("library/redis"), "1");
    weir.create(
        Kinds.RESOURCE_QUOTA,
        "hub",
        "{metadata: {name: few}, spec: {hard: {openshift.io/imagestreams: '1'}}}");
    assertThat(weir.get(PULLER, BUSYBOX).status()).isEqualTo(200);
    int images = weir.images();
    Answer refused = weir.get(PULLER, "/v2/hub/library/redis/manifests/1");
    assertThat(refused.status()).as(refused.text()).isEqualTo(403);
    assertThat(refused.message()).contains("exceeded quota: few");
    assertThat(weir.upstream.count("/v2/library/redis/")).isZero();
    assertThat(weir.exists("library.redis")).isFalse();
    assertThat(weir.images()).isEqualTo(images);
  }

  @Test
  void aLimitOfImagesLeavesNoTraceInTheStream() throws Exception {
    Digest _ = image("1");
    Digest _ = image("2");
    weir.create(
        Kinds.LIMIT_RANGE,
        "hub",
        "{metadata: {name: few}, spec: {limits: [{type: openshift.io/ImageStream, max:"
            + " {openshift.io/images: 1}}]}}");
    assertThat(weir.get(PULLER, BUSYBOX).status()).isEqualTo(200);
    int images = weir.images();
    Answer refused = weir.get(PULLER, "/v2/hub/library/busybox/manifests/2");
    assertThat(refused.status()).as(refused.text()).isEqualTo(403);
    assertThat(weir.stream("library.busybox").tags()).containsOnlyKeys("1");
    assertThat(weir.images()).isEqualTo(images);
  }
}
