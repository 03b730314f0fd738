package dev.weir.imageapi;

import static dev.weir.imageapi.ImageApiFixture.APP;
import static dev.weir.imageapi.ScheduledStreams.tag;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.imagestream.TagCondition;
import dev.weir.reference.Digest;
import dev.weir.remote.fake.Asked;
import dev.weir.remote.fake.FakeRegistry;
import dev.weir.remote.fake.FakeRepository;
import dev.weir.remote.fake.Fault;
import dev.weir.remote.fake.TestImages;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a registry does while a scheduled tag is looked at. */
class ScheduleFaultsTest {
  private static final CountDownLatch NEVER = new CountDownLatch(1);

  /** So long silence of a registry that says nothing at all. */
  private static final Duration SHORT = Duration.ofMillis(150);

  private static final String MANIFESTS = "/v2/team/app/manifests/";

  private final FakeRegistry upstream = FakeRegistry.plain();
  private final FakeRepository repository = upstream.repository("team/app");
  private ScheduledStreams server = new ScheduledStreams();

  @AfterEach
  void close() {
    server.close();
    upstream.close();
  }

  /** For which request the registry misbehaves. */
  enum At {
    HEAD("HEAD /v2/team/app/manifests/"),
    MANIFEST("GET /v2/team/app/manifests/"),
    CONFIG("GET /v2/team/app/blobs/");

    private final String text;

    At(String text) {
      this.text = text;
    }
  }

  /** What comes of a look. */
  enum End {
    /** The image comes all the same. */
    COMES,
    FAILS,
    /** It fails, and its registry is then left alone for longer than it takes to look twice. */
    FAILS_AND_WAITS,
    /** It is no failure of the tag, which waits for its registry. */
    WAITS;

    static End of(char letter) {
      return switch (letter) {
        case 'c' -> COMES;
        case 'f' -> FAILS;
        case 'F' -> FAILS_AND_WAITS;
        default -> WAITS;
      };
    }
  }

  /** A fault, and what comes of it at the HEAD, the manifest and the configuration. */
  private record Row(Fault fault, String ends) {}

  static List<Arguments> faults() {
    List<Row> rows =
        List.of(
            new Row(new Fault.Drop(), "Fff"),
            new Row(new Fault.Status(500, "UNKNOWN"), "Fff"),
            new Row(new Fault.Status(403, "DENIED"), "cff"),
            new Row(new Fault.Status(404, "MANIFEST_UNKNOWN"), "cff"),
            new Row(new Fault.Status(405, "UNSUPPORTED"), "cff"),
            new Row(Fault.tooMany("30"), "www"),
            new Row(new Fault.Redirect(307, "/v2/team/app/elsewhere"), "cff"),
            new Row(new Fault.Redirect(301, "http://127.0.0.1:1/"), "fff"),
            new Row(new Fault.Page(), "cff"),
            new Row(new Fault.Document("{}"), "cff"),
            new Row(new Fault.NotARegistry(), "cff"),
            new Row(new Fault.Hang(), "Fff"),
            new Row(new Fault.Late(Duration.ofMillis(20)), "ccc"),
            new Row(new Fault.Hold(NEVER), "Fff"),
            new Row(
                new Fault.Header("Docker-Content-Digest", Digest.of(new byte[0]).toString()),
                "cfc"),
            new Row(new Fault.Header("Content-Type", "text/html"), "ccc"),
            new Row(new Fault.Without("Docker-Content-Digest"), "ccc"),
            new Row(new Fault.Without("Content-Length"), "ccc"),
            new Row(new Fault.NoRanges(), "ccc"),
            new Row(new Fault.Trickle(64, Duration.ofMillis(1)), "ccc"),
            new Row(new Fault.Truncate(), "cff"),
            new Row(new Fault.Corrupt(), "cff"),
            new Row(new Fault.Stall(10), "cff"),
            new Row(new Fault.HoldAt(10, NEVER), "cff"),
            new Row(new Fault.Without("Docker-Content-Digest").and(new Fault.Corrupt()), "cff"));
    List<Arguments> all = new ArrayList<>();
    for (Row row : rows) {
      all.add(Arguments.of(row.fault(), At.HEAD, End.of(row.ends().charAt(0))));
      all.add(Arguments.of(row.fault(), At.MANIFEST, End.of(row.ends().charAt(1))));
      all.add(Arguments.of(row.fault(), At.CONFIG, End.of(row.ends().charAt(2))));
    }
    return all;
  }

  private static boolean isSilent(Fault fault) {
    return fault instanceof Fault.Hang
        || fault instanceof Fault.Hold
        || fault instanceof Fault.Stall
        || fault instanceof Fault.HoldAt;
  }

  @ParameterizedTest
  @MethodSource("faults")
  void theTagKeepsItsLastGoodImageAndSaysOnceWhyUntilTheFaultIsMended(Fault fault, At at, End end) {
    if (isSilent(fault) && end != End.COMES) {
      server.close();
      server = new ScheduledStreams(SHORT);
    }
    Digest first = TestImages.single(repository, "v1");
    repository.tag("app", first);
    server.follow(APP, tag("app", upstream, "team/app:app"));
    server.awaitScheduled(1);
    Digest second = TestImages.single(repository, "v2");
    repository.tag("app", second);
    upstream.failAlways(at.text, fault);

    switch (end) {
      case COMES -> {
        server.look();
        assertWhole(second);
      }
      case FAILS -> {
        server.look();
        assertFailed(first, second);
        server.look();
        assertFailed(first, second);
      }
      case FAILS_AND_WAITS -> {
        server.look();
        assertFailed(first, second);
        String said = server.history(APP, "app").conditions().getFirst().message();
        server.lookInVain(said.substring(said.indexOf(": ") + 2));
        assertFailed(first, second);
      }
      case WAITS -> {
        server.lookInVain("429");
        assertThat(server.image(APP, "app")).isEqualTo(first.toString());
        assertThat(server.history(APP, "app").conditions()).isEmpty();
        assertThat(server.events()).isEmpty();
      }
    }
    upstream.mend();
    server.look();
    assertWhole(second);
  }

  private Digest moved() {
    Digest first = TestImages.single(repository, "v1");
    repository.tag("app", first);
    server.follow(APP, tag("app", upstream, "team/app:app"));
    server.awaitScheduled(1);
    Digest second = TestImages.single(repository, "v2");
    repository.tag("app", second);
    return second;
  }

  @Test
  void afterAnOutageARegistryThatRefusesOnlyToTellTheDigestIsAskedForTheManifest() {
    Digest second = moved();
    upstream.failAlways(MANIFESTS, new Fault.Status(500, "UNKNOWN"));
    server.look();
    assertThat(said()).contains("answered 500");

    upstream.mend();
    upstream.failAlways(At.HEAD.text, new Fault.Status(403, "DENIED"));
    server.look();
    assertWhole(second);
  }

  @Test
  void aTagSaysWhyItFailsNowAndNotWhyItFailedBefore() {
    Digest second = moved();
    upstream.failAlways(MANIFESTS, new Fault.Status(500, "UNKNOWN"));
    server.look();
    assertThat(said()).contains("answered 500");

    upstream.mend();
    upstream.failAlways(MANIFESTS, new Fault.Status(403, "DENIED"));
    server.look();
    assertThat(server.schedule.checks("").getFirst().last().orElseThrow().message())
        .contains("answered 403");
    for (int i = 0; i < 8; i++) {
      server.look();
    }
    assertThat(said()).contains("answered 403");

    upstream.mend();
    server.look();
    assertWhole(second);
  }

  @Test
  void whereOnlyTheDigestIsRefusedAFailedManifestIsAskedForOnceAnHour() {
    Digest second = moved();
    upstream.failAlways(MANIFESTS, new Fault.Status(403, "DENIED"));
    server.look();
    server.look();
    long before = upstream.count(Asked.MANIFEST);
    for (int i = 0; i < 8; i++) {
      server.look();
    }
    assertThat(upstream.count(Asked.MANIFEST) - before).isBetween(1L, 3L);

    upstream.mend();
    upstream.failAlways(At.HEAD.text, new Fault.Status(403, "DENIED"));
    for (int i = 0; i < 4; i++) {
      server.look();
    }
    assertWhole(second);
  }

  @Test
  void wordsThatAreOthersAtEachFailureAreWrittenDownOnce() {
    Digest second = moved();
    upstream.failAlways(At.MANIFEST.text, new Fault.Status(400, "TRACE_1"));
    server.look();
    long revision = server.api.streams.newest(APP).revision();
    for (int i = 2; i <= 4; i++) {
      upstream.mend();
      upstream.failAlways(At.MANIFEST.text, new Fault.Status(400, "TRACE_" + i));
      server.look();
    }
    assertThat(said()).contains("answered 400", "TRACE_1");
    assertThat(server.events()).hasSize(1);
    assertThat(server.api.streams.newest(APP).revision()).isEqualTo(revision);

    for (int i = 0; i < 6; i++) {
      upstream.mend();
      upstream.failAlways(At.MANIFEST.text, new Fault.Status(i % 2 == 0 ? 403 : 400, "TURN"));
      server.look();
    }
    assertThat(server.events()).hasSizeLessThanOrEqualTo(3);
    upstream.mend();
    server.look();
    assertWhole(second);
  }

  private String said() {
    return server.history(APP, "app").conditions().getFirst().message();
  }

  private void assertWhole(Digest image) {
    assertThat(server.image(APP, "app")).isEqualTo(image.toString());
    assertThat(server.history(APP, "app").conditions()).isEmpty();
    assertThat(server.api.all.images().find(image.toString())).isPresent();
    assertThat(server.api.all.images().texts().find(image)).isPresent();
  }

  private void assertFailed(Digest good, Digest half) {
    assertThat(server.image(APP, "app")).isEqualTo(good.toString());
    assertThat(server.api.all.images().find(half.toString())).isEmpty();
    assertThat(server.history(APP, "app").items()).hasSize(1);
    assertThat(server.history(APP, "app").conditions())
        .singleElement()
        .extracting(TagCondition::type, TagCondition::status)
        .containsExactly("ImportSuccess", "False");
    assertThat(server.events())
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.path("reason").asString("")).isEqualTo("ImportFailed");
              assertThat(event.path("count").asInt(0)).isEqualTo(1);
            });
  }
}
