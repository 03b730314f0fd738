package dev.weir.imageapi;

import static dev.weir.imageapi.ImageApiFixture.APP;
import static dev.weir.imageapi.ScheduledStreams.tag;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.importing.schedule.TagCheck;
import dev.weir.importing.schedule.TagCheck.Outcome;
import dev.weir.objects.Scope;
import dev.weir.objects.WriteOptions;
import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import dev.weir.remote.fake.Asked;
import dev.weir.remote.fake.FakeLogin;
import dev.weir.remote.fake.FakeRegistry;
import dev.weir.remote.fake.FakeRepository;
import dev.weir.remote.fake.TestImages;
import dev.weir.streams.bounds.AllowedRegistries;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A schedule where clocks, users and numbers are odd. */
class ScheduleEdgesTest {
  private static final StreamName OTHER = new StreamName("shared", "other");

  private final FakeRegistry upstream = FakeRegistry.plain();
  private final FakeRepository repository = upstream.repository("team/app");
  private ScheduledStreams server = new ScheduledStreams();

  @AfterEach
  void close() {
    server.close();
    upstream.close();
  }

  private long heads() {
    return upstream.count(Asked.MANIFEST_HEAD);
  }

  private Instant next() {
    return server.schedule.checks("").getFirst().next();
  }

  private void passOneLook() {
    long before = heads();
    server.passUntil(() -> heads() > before && next().isAfter(server.now()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"P3650D", "P-3650D", "PT1H", "PT-1H", "PT7M", "PT-1S"})
  void aClockThatIsSetNeitherStopsNorFloodsTheSchedule(String ahead) {
    TestImages.single(repository, "v1");
    server.follow(APP, tag("v1", upstream, "team/app:v1"));
    server.awaitScheduled(1);
    passOneLook();

    server.set(Duration.parse(ahead));
    for (int i = 0; i < 4; i++) {
      passOneLook();
    }

    // of four intervals one may hold two looks, since the clock's points are elsewhere now
    assertThat(heads()).isBetween(5L, 6L);
    assertThat(next()).isBeforeOrEqualTo(server.now().plus(ScheduledStreams.INTERVAL));
  }

  @ParameterizedTest
  @CsvSource({
    "0, PT15M", "0s, PT15M", "1ms, PT1M", "1s, PT1M", "8760h, PT8760H", "365d, PT8760H",
    "soon, PT15M", "-5m, PT15M", "1e9h, PT15M", "15, PT15M", "'', PT15M", "2h, PT2H"
  })
  void anIntervalIsTakenAsFarAsItCanBe(String written, String taken) {
    TestImages.single(repository, "v1");
    TestImages.single(repository, "v2");
    String own = "'annotations':{'weir.dev/check-interval':'" + written + "'}";
    server.follow(
        APP,
        "{"
            + own
            + ","
            + tag("v1", upstream, "team/app:v1").substring(1)
            + ","
            + tag("v2", upstream, "team/app:v2"));
    server.follow(OTHER, tag("v1", upstream, "team/app:v1"), own);
    server.awaitScheduled(3);

    assertThat(server.schedule.checks(""))
        .extracting(check -> check.stream().name() + ":" + check.tag() + " " + check.interval())
        .containsExactly("app:v1 " + taken, "app:v2 PT15M", "other:v1 " + taken);
    server.passUntil(
        () ->
            server
                .schedule
                .checks("demo")
                .getLast()
                .last()
                .map(TagCheck.Result::outcome)
                .equals(Optional.of(Outcome.UNCHANGED)));
  }

  private void login(String namespace, String password) {
    String auth = upstream.host() + "\":{\"auth\":\"" + base64(namespace + ":" + password);
    server.api.secrets.create(
        new Scope(ImageApiFixture.DEV, namespace),
        ImageApiFixture.json(
            "{'metadata':{'name':'login'},'type':'kubernetes.io/dockerconfigjson','data':{'.dockerconfigjson':'"
                + base64("{\"auths\":{\"" + auth + "\"}}}")
                + "'}}"),
        WriteOptions.STORE);
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Those that came with looks since so many had come. */
  private List<String> loginsOfLooks(int before) {
    List<String> all = upstream.headers("HEAD /v2/team/app/manifests/", "Authorization");
    return all.subList(before, all.size()).stream().filter(login -> !login.isEmpty()).toList();
  }

  @Test
  void twoStreamsOfOneRepositoryAskEachWithTheirOwnLogin() {
    String demo = FakeLogin.basicHeader("demo", "first");
    String shared = FakeLogin.basicHeader("shared", "second");
    upstream.require(FakeLogin.basic("demo", "first").or("shared", "second"));
    login("demo", "first");
    login("shared", "second");
    Digest first = TestImages.single(repository, "v1");
    repository.tag("app", first);
    server.follow(APP, tag("app", upstream, "team/app:app"));
    server.follow(OTHER, tag("app", upstream, "team/app:app"));
    server.awaitScheduled(2);
    assertThat(server.image(OTHER, "app")).isEqualTo(first.toString());

    for (int i = 0; i < 3; i++) {
      int before = upstream.headers("HEAD /v2/team/app/manifests/", "Authorization").size();
      repository.tag("app", TestImages.single(repository, "next" + i));
      server.look();
      assertThat(loginsOfLooks(before)).containsExactlyInAnyOrder(demo, shared);
    }

    upstream.require(FakeLogin.basic("demo", "first"));
    String last = server.image(OTHER, "app");
    Digest hidden = TestImages.single(repository, "hidden");
    repository.tag("app", hidden);
    int before = upstream.headers("HEAD /v2/team/app/manifests/", "Authorization").size();
    server.look();
    assertThat(loginsOfLooks(before)).containsOnlyOnce(demo).contains(shared);
    assertThat(server.image(APP, "app")).isEqualTo(hidden.toString());
    assertThat(server.image(OTHER, "app")).isEqualTo(last);
  }

  @Test
  void aTokenOfOneLoginIsNotShownForAnother() {
    String realm = upstream.url() + "/token";
    FakeLogin both = FakeLogin.bearer(realm, "demo", "first").or("shared", "second");
    upstream.require(both).serveTokens(both);
    login("demo", "first");
    login("shared", "second");
    Digest first = TestImages.single(repository, "v1");
    repository.tag("app", first);
    server.follow(APP, tag("app", upstream, "team/app:app"));
    server.follow(OTHER, tag("app", upstream, "team/app:app"));
    server.awaitScheduled(2);

    for (int i = 0; i < 2; i++) {
      int before = upstream.headers("HEAD /v2/team/app/manifests/", "Authorization").size();
      int logins = upstream.logins().size();
      server.look();
      assertThat(loginsOfLooks(before)).hasSize(2).doesNotHaveDuplicates();
      assertThat(upstream.logins().subList(logins, logins + 2))
          .containsExactlyInAnyOrder(
              FakeLogin.basicHeader("demo", "first"), FakeLogin.basicHeader("shared", "second"));
    }

    FakeLogin one = FakeLogin.bearer(realm, "demo", "first");
    upstream.require(one).serveTokens(one);
    Digest hidden = TestImages.single(repository, "hidden");
    repository.tag("app", hidden);
    server.look();
    assertThat(server.image(APP, "app")).isEqualTo(hidden.toString());
    assertThat(server.image(OTHER, "app")).isEqualTo(first.toString());
  }

  @Test
  void aRegistryThatIsNoLongerAllowedIsNotAsked() {
    Digest first = TestImages.single(repository, "v1");
    repository.tag("app", first);
    server.follow(APP, tag("app", upstream, "team/app:app"));
    server.awaitScheduled(1);
    repository.tag("app", TestImages.single(repository, "v2"));
    int before = upstream.requests().size();

    AllowedRegistries.Entry other = AllowedRegistries.Entry.parse("quay.io");
    server = server.restarted(new AllowedRegistries(List.of(other), ""));
    server.awaitScheduled(1);
    server.look();
    server.look();

    assertThat(upstream.requests()).hasSize(before);
    assertThat(server.image(APP, "app")).isEqualTo(first.toString());
    assertThat(server.history(APP, "app").conditions())
        .singleElement()
        .satisfies(
            condition ->
                assertThat(condition.message()).contains("not allowed by whitelist", "quay.io"));
    assertThat(server.events()).hasSize(1);
  }

  @Test
  void aHundredThousandTagsAreTakenUp() {
    ImageApiFixture api = new ImageApiFixture();
    for (int stream = 0; stream < 1000; stream++) {
      StringJoiner tags = new StringJoiner(",");
      for (int i = 0; i < 100; i++) {
        tags.add(tag("t" + i, upstream, "team/app" + stream + ":t" + i));
      }
      api.create(
          "imagestreams", "{'metadata':{'name':'s" + stream + "'},'spec':{'tags':[" + tags + "]}}");
    }
    long before = used();
    try (ScheduledStreams many = ScheduledStreams.over(api)) {
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> many.schedule.checks("").size() == 100_000);
      assertThat((used() - before) / 100_000).as("bytes for each tag").isLessThan(600);
    }
  }

  private static long used() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
