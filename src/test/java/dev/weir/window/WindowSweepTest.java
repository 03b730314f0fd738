package dev.weir.window;

import static dev.weir.window.WindowServer.PULLER;
import static dev.weir.window.WindowServer.READER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.SpecTag;
import dev.weir.imagestream.TagEvent;
import dev.weir.imagestream.TagEvent.Origin;
import dev.weir.imagestream.TagSource;
import dev.weir.reference.StreamName;
import dev.weir.remote.fake.TestImages;
import dev.weir.resource.Kinds;
import dev.weir.store.Entry;
import dev.weir.streams.StoredStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a window made and nobody pulls any more goes by itself. */
@Timeout(60)
class WindowSweepTest {
  private static final StreamName STREAM = new StreamName("hub", "library.busybox");
  private static final String PATH = "/v2/hub/library/busybox/manifests/1";
  private static final String PULLED = "/pulled/hub/library.busybox";

  private final WindowServer weir = new WindowServer();

  WindowSweepTest() throws Exception {}

  @BeforeEach
  void pullOnce() throws Exception {
    TestImages.single(weir.upstream.repository("library/busybox"), "1");
    var _ = weir.get(PULLER, PATH);
    assertThat(weir.exists("library.busybox")).isTrue();
  }

  @AfterEach
  void close() throws Exception {
    weir.close();
  }

  private void pass(int days) {
    weir.pass(Duration.ofDays(days));
    weir.keeper.round();
  }

  private boolean isThere() {
    return weir.exists("library.busybox");
  }

  private void edit(UnaryOperator<ImageStream> change) {
    StoredStream before = weir.streams.store().whole(STREAM);
    assertThat(
            weir.streams
                .writer()
                .write(before, change.apply(before.stream()), Origin.UNKNOWN, false))
        .isPresent();
  }

  @Test
  void aStreamThatNobodyPulledForThirtyDaysGoes() {
    weir.keeper.round();
    pass(30);
    assertThat(isThere()).isTrue();
    pass(1);
    assertThat(isThere()).isFalse();
    assertThat(weir.store.get(PULLED)).isEmpty();
  }

  @Test
  void aStreamWhoseImagesSomebodyLetsWaitStays() {
    weir.keeper.round();
    edit(stream -> stream.withAnnotation("weir.dev/minimum-age", "7d"));
    pass(30);
    pass(1);
    assertThat(isThere()).isTrue();
  }

  @Test
  void eachPullLetsItStayForAsLongAgainAlsoWithoutAnUpstream() throws Exception {
    weir.upstream.close();
    for (int i = 0; i < 4; i++) {
      pass(29);
      var _ = weir.get(READER, PATH);
    }
    assertThat(isThere()).isTrue();
    weir.keeper.round();
    pass(31);
    assertThat(isThere()).isFalse();
  }

  @Test
  void theDayOfAPullIsWrittenOnceHoweverManyPullsThereAre() throws Exception {
    weir.keeper.round();
    Entry first = weir.store.get(PULLED).orElseThrow();
    assertThat(new String(first.value(), StandardCharsets.UTF_8))
        .isEqualTo("{\"day\":\"2026-03-01\"}");
    for (int i = 0; i < 3; i++) {
      weir.pass(Duration.ofHours(1));
      var _ = weir.get(READER, PATH);
      weir.keeper.round();
    }
    assertThat(weir.store.get(PULLED).orElseThrow().modRevision()).isEqualTo(first.modRevision());
    weir.pass(Duration.ofDays(1));
    var _ = weir.get(READER, PATH);
    weir.keeper.round();
    assertThat(new String(weir.store.get(PULLED).orElseThrow().value(), StandardCharsets.UTF_8))
        .isEqualTo("{\"day\":\"2026-03-02\"}");
  }

  @Test
  void aPullThatIsNotWrittenDownYetCounts() throws Exception {
    weir.keeper.round();
    weir.pass(Duration.ofDays(40));
    var _ = weir.get(READER, PATH);
    weir.keeper.round();
    assertThat(isThere()).isTrue();
  }

  @Test
  void aPullAtTheSameMomentWins() throws Exception {
    weir.keeper.round();
    weir.pass(Duration.ofDays(40));
    CountDownLatch noted = new CountDownLatch(1);
    weir.windows
        .last()
        .unlessPulled(
            STREAM,
            () -> {
              Thread.ofVirtual()
                  .start(
                      () -> {
                        weir.windows.last().note(STREAM);
                        noted.countDown();
                      });
              return false; // it is looked at, and somebody else was faster
            });
    noted.await();
    weir.keeper.round();
    assertThat(isThere()).isTrue();
  }

  @Test
  void aLaterProcessKnowsTheDayOfTheLastPull() throws Exception {
    weir.pass(Duration.ofDays(20));
    var _ = weir.get(READER, PATH);
    weir.keeper.round();
    try (Windows later = weir.restarted()) {
      WindowKeeper keeper = weir.keeper(later);
      weir.pass(Duration.ofDays(30));
      keeper.round();
      assertThat(isThere()).isTrue();
      weir.pass(Duration.ofDays(1));
      keeper.round();
      assertThat(isThere()).isFalse();
    }
  }

  @Test
  void theProjectSaysHowLong() {
    weir.project("hub", Window.KEEP, "age=2d");
    weir.keeper.round();
    pass(2);
    assertThat(isThere()).isTrue();
    pass(1);
    assertThat(isThere()).isFalse();
  }

  @Test
  void allStaysIfTheProjectSaysSo() {
    weir.project("hub", Window.KEEP, "all");
    pass(1000);
    assertThat(isThere()).isTrue();
  }

  @Test
  void aProjectThatIsNoWindowAnyMoreKeepsWhatItHas() {
    weir.project("hub", Window.UPSTREAM, WindowServer.HOST);
    pass(1000);
    assertThat(isThere()).isTrue();
  }

  @Test
  void whatSomebodyTaggedByHandStays() {
    edit(
        stream ->
            stream.withSpecTag(
                SpecTag.named("mine").withFrom(TagSource.dockerImage("quay.io/a/b:1"))));
    pass(1000);
    assertThat(isThere()).isTrue();
  }

  @Test
  void whatSomebodyPushedStays() {
    edit(stream -> stream.withTag("pushed", stream.history("1")));
    pass(1000);
    assertThat(isThere()).isTrue();
  }

  @Test
  void whatSomebodyPushedOntoATagOfTheWindowStays() throws Exception {
    var _ = weir.push("library.busybox", "1");
    pass(1000);
    assertThat(isThere()).isTrue();
  }

  @Test
  void whatSomebodyPushedByDigestAloneStays() throws Exception {
    var _ = weir.push("library.busybox");
    pass(1000);
    assertThat(isThere()).isTrue();
  }

  @Test
  void whatSomebodyPushedStaysThoughTheTagWasMovedBackToTheUpstreamsSince() throws Exception {
    String upstreams = weir.stream("library.busybox").newest("1").orElseThrow().reference();
    String image = weir.stream("library.busybox").newest("1").orElseThrow().image();
    var _ = weir.push("library.busybox", "1");
    edit(
        stream ->
            stream.withTag(
                "1",
                stream
                    .history("1")
                    .add(new TagEvent(weir.now, upstreams, image, stream.generation() + 1))
                    .history()));
    assertThat(weir.stream("library.busybox").history("1").items()).hasSize(3);
    pass(1000);
    assertThat(isThere()).isTrue();
  }

  @Test
  void aStreamWithoutTheMarkOfTheWindowStays() {
    edit(stream -> stream.withAnnotation(WindowStreams.MARK, ""));
    pass(1000);
    assertThat(isThere()).isTrue();
  }

  private void runs(String image) {
    weir.create(
        Kinds.POD,
        "team",
        "{metadata: {name: p}, spec: {containers: [{name: c, image: '" + image + "'}]}}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "registry.test:5000/hub/library/busybox:1",
        "registry.test:5000/hub/library.busybox:1",
        "UPSTREAM/library/busybox:7",
        "quay.io/other/name@DIGEST",
      })
  void whatAWorkloadNamesStays(String image) {
    String digest = weir.stream("library.busybox").newest("1").orElseThrow().image();
    runs(image.replace("UPSTREAM", weir.upstream.host()).replace("DIGEST", digest));
    pass(1000);
    assertThat(isThere()).isTrue();
  }

  @Test
  void whatSomethingIsBuiltFromStays() {
    weir.create(
        Kinds.BUILD_CONFIG,
        "team",
        """
        metadata: {name: b}
        spec:
          strategy:
            type: Docker
            dockerStrategy:
              from: {kind: ImageStreamTag, namespace: hub, name: "library.busybox:1"}
        """);
    pass(1000);
    assertThat(isThere()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{kind: ImageStreamTag, namespace: hub, name: 'library.busybox:1'}",
        "{kind: ImageStreamImage, namespace: hub, name: 'library.busybox@DIGEST'}",
        "{kind: DockerImage, name: 'registry.test:5000/hub/library/busybox:1'}",
      })
  void whatATagOfAnotherStreamFollowsStays(String from) {
    String digest = weir.stream("library.busybox").newest("1").orElseThrow().image();
    weir.create(
        Kinds.IMAGE_STREAM,
        "team",
        "{metadata: {name: mine}, spec: {tags: [{name: a, from: "
            + from.replace("DIGEST", digest)
            + "}]}}");
    pass(1000);
    assertThat(isThere()).isTrue();
  }

  @Test
  void aTagThatFollowsTheUpstreamItselfKeepsNothing() {
    weir.create(
        Kinds.IMAGE_STREAM,
        "team",
        "{metadata: {name: mine}, spec: {tags: [{name: a, from: {kind: DockerImage, name: '"
            + weir.upstream.host()
            + "/library/busybox:1'}}]}}");
    pass(1000);
    assertThat(isThere()).isFalse();
  }

  @Test
  void nothingGoesWhileItCannotBeToldWhatWorkloadsName() {
    weir.unreadable = true;
    pass(1000);
    assertThat(isThere()).isTrue();
    weir.unreadable = false;
    pass(1);
    assertThat(isThere()).isFalse();
  }

  @Test
  void aWorkloadThatNamesSomethingElseKeepsNothing() {
    runs("registry.test:5000/hub/library/redis:1");
    pass(1000);
    assertThat(isThere()).isFalse();
  }
}
