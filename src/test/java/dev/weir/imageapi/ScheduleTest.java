package dev.weir.imageapi;

import static dev.weir.imageapi.ImageApiFixture.APP;
import static dev.weir.imageapi.ScheduledStreams.INTERVAL;
import static dev.weir.imageapi.ScheduledStreams.tag;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.access.User;
import dev.weir.importing.schedule.CheckSettings;
import dev.weir.importing.schedule.TagCheck;
import dev.weir.importing.schedule.TagCheck.Outcome;
import dev.weir.importing.schedule.TagCheck.Result;
import dev.weir.objects.DeleteOptions;
import dev.weir.objects.Scope;
import dev.weir.objects.WriteOptions;
import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import dev.weir.remote.fake.Asked;
import dev.weir.remote.fake.FakeLogin;
import dev.weir.remote.fake.FakeRegistry;
import dev.weir.remote.fake.FakeRepository;
import dev.weir.remote.fake.Fault;
import dev.weir.remote.fake.TestImages;
import dev.weir.resource.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.node.ObjectNode;

/** When scheduled tags are looked at, and what that costs whom. */
@Timeout(60)
class ScheduleTest {
  private static final StreamName SHARED = new StreamName("shared", "app");

  private final FakeRegistry upstream = FakeRegistry.plain();
  private final FakeRepository repository = upstream.repository("team/app");
  private ScheduledStreams server = new ScheduledStreams();

  @AfterEach
  void close() {
    server.close();
    upstream.close();
  }

  private void restart(CheckSettings settings) {
    server.close();
    server = new ScheduledStreams(settings);
  }

  /** A stream with so many tags of the repository. */
  private void follow(int tags) {
    IntStream.range(0, tags).forEach(i -> TestImages.single(repository, "v" + i));
    server.follow(APP, tags(tags, upstream));
    server.awaitScheduled(tags);
  }

  private static String tags(int count, FakeRegistry registry) {
    return IntStream.range(0, count)
        .mapToObj(i -> tag("v" + i, registry, "team/app:v" + i))
        .collect(Collectors.joining(","));
  }

  private long heads() {
    return upstream.count(Asked.MANIFEST_HEAD);
  }

  private TagCheck check(String tag) {
    return server.schedule.checks("").stream()
        .filter(check -> check.tag().equals(tag))
        .findFirst()
        .orElseThrow();
  }

  private void annotate(String key, String value) {
    var _ =
        server
            .api
            .rest("imagestreams")
            .update(
                ImageApiFixture.DEMO,
                "app",
                present -> {
                  ObjectNode changed = present.deepCopy();
                  Json.ensureObject(Json.objectAt(changed, "metadata"), "annotations")
                      .put(key, value);
                  return changed;
                },
                WriteOptions.STORE);
  }

  private void until(Runnable holds) {
    await().pollInterval(Duration.ofMillis(2)).untilAsserted(holds::run);
  }

  @Test
  void aTagIsFirstLookedAtWithinOneIntervalAndThenOnceInEach() {
    follow(1);
    Instant made = server.now();
    assertThat(check("v0").next()).isAfter(made).isBeforeOrEqualTo(made.plus(INTERVAL));

    for (int i = 1; i <= 3; i++) {
      server.look();
      assertThat(heads()).isEqualTo(i);
    }
    assertThat(check("v0").last().map(TagCheck.Result::outcome)).contains(Outcome.UNCHANGED);
  }

  @Test
  void aChangedIntervalIsInEffectAtOnce() {
    follow(1);

    annotate("weir.dev/check-interval", "2m");
    until(() -> assertThat(check("v0").interval()).isEqualTo(Duration.ofMinutes(2)));
    assertThat(check("v0").next()).isBeforeOrEqualTo(server.now().plus(Duration.ofMinutes(2)));

    server.pass(Duration.ofMinutes(2));
    until(() -> assertThat(heads()).isEqualTo(1));

    annotate("weir.dev/check-interval", "365d");
    until(() -> assertThat(check("v0").interval()).isEqualTo(Duration.ofDays(365)));
    annotate("weir.dev/check-interval", "1ms");
    until(() -> assertThat(check("v0").interval()).isEqualTo(Duration.ofMinutes(1)));
    annotate("weir.dev/check-interval", "nonsense");
    until(() -> assertThat(check("v0").interval()).isEqualTo(INTERVAL));
  }

  @Test
  void aDigestIsLookedAtUntilItWasImportedOnce() {
    Digest image = TestImages.single(repository, "v1");
    upstream.failAlways("/v2/team/app/manifests/", new Fault.Status(404, "MANIFEST_UNKNOWN"));
    server.follow(APP, tag("v1", upstream, "team/app@" + image));
    server.awaitScheduled(1);
    server.look();
    assertThat(server.image(APP, "v1")).isEmpty();

    upstream.mend();
    server.pass(INTERVAL);

    until(() -> assertThat(server.image(APP, "v1")).isEqualTo(image.toString()));
    server.awaitScheduled(0);
  }

  @Test
  void aRestartGoesOnAtTheSameMomentsAndWritesNothing() {
    follow(3);
    server.look();
    server.look();
    List<Instant> due = server.schedule.checks("").stream().map(TagCheck::next).toList();
    long version = server.api.streams.newest(APP).revision();

    server = server.restarted();
    server.awaitScheduled(3);
    server.look();

    assertThat(server.api.streams.newest(APP).revision()).isEqualTo(version);
    assertThat(server.schedule.checks("").stream().map(check -> offset(check.next())).toList())
        .isEqualTo(due.stream().map(ScheduleTest::offset).toList());
  }

  @Test
  void aMachineThatIsOffAtNightLooksAtEachOfItsDailyTagsEachDay() {
    IntStream.range(0, 6).forEach(i -> TestImages.single(repository, "v" + i));
    server.follow(APP, tags(6, upstream), "'annotations':{'weir.dev/check-interval':'1d'}");

    for (int day = 1; day <= 3; day++) {
      server.awaitScheduled(6);
      server.look();
      assertThat(heads()).isEqualTo(6L * day);
      assertThat(server.schedule.checks(""))
          .as("each has its own moment of the day after that")
          .anySatisfy(check -> assertThat(check.next()).isAfter(server.now().plus(INTERVAL)));
      server = server.restarted(); // at the same time of day
    }
  }

  private static long offset(Instant due) {
    return Math.floorMod(due.toEpochMilli(), INTERVAL.toMillis());
  }

  @Test
  void aClockThatJumpsMovesTheMomentsAndNeitherStopsNorFloodsAnything() {
    follow(2);
    for (Duration jump :
        List.of(
            Duration.ofDays(4000),
            Duration.ofDays(-8000),
            Duration.ofMinutes(7),
            Duration.ofDays(1))) {
      long before = heads();
      server.set(jump);
      for (long looks : List.of(2L, 4L)) {
        server.pass(INTERVAL);
        until(() -> assertThat(heads() - before).isGreaterThanOrEqualTo(looks));
        until(
            () ->
                assertThat(server.schedule.checks(""))
                    .allSatisfy(
                        check ->
                            assertThat(check.next())
                                .isAfter(server.now())
                                .isBeforeOrEqualTo(server.now().plus(INTERVAL))));
      }
      assertThat(heads() - before).as("%s", jump).isBetween(4L, 6L);
    }
  }

  @Test
  void whoFollowsTheSameTagWithTheSameLoginAsksOnce() {
    Digest first = TestImages.single(repository, "v1");
    server.follow(APP, tag("v1", upstream, "team/app:v1"));
    server.follow(SHARED, tag("other", upstream, "team/app:v1"));
    server.awaitScheduled(2);

    server.look();
    assertThat(heads()).isEqualTo(1);

    Digest second = TestImages.single(repository, "v2");
    repository.tag("v1", second);
    server.look();
    assertThat(heads()).isEqualTo(2);
    assertThat(server.image(APP, "v1")).isEqualTo(second.toString()).isNotEqualTo(first.toString());
    assertThat(server.image(SHARED, "other")).isEqualTo(second.toString());
  }

  private void login(String namespace, String user, String password) {
    String auth =
        Base64.getEncoder()
            .encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    String config = "{\"auths\":{\"" + upstream.host() + "\":{\"auth\":\"" + auth + "\"}}}";
    ObjectNode secret = Json.object().put("type", "kubernetes.io/dockerconfigjson");
    secret.putObject("metadata").put("name", "pull");
    secret
        .putObject("data")
        .put(
            ".dockerconfigjson",
            Base64.getEncoder().encodeToString(config.getBytes(StandardCharsets.UTF_8)));
    var _ =
        server.api.secrets.create(
            new Scope(User.named("dev"), namespace), secret, WriteOptions.STORE);
  }

  @Test
  void differentLoginsAskForThemselvesAndNeverOneForBoth() {
    upstream.require(FakeLogin.basic("ann", "correct"));
    TestImages.single(repository, "v1");
    login("demo", "ann", "correct");
    login("shared", "bob", "wrong");
    server.follow(APP, tag("v1", upstream, "team/app:v1"));
    server.follow(SHARED, tag("v1", upstream, "team/app:v1"));
    server.awaitScheduled(2);

    server.look();

    assertThat(check("demo", "v1").last().map(TagCheck.Result::outcome))
        .contains(Outcome.UNCHANGED);
    assertThat(check("shared", "v1").last().map(TagCheck.Result::outcome)).contains(Outcome.FAILED);
    assertThat(server.image(SHARED, "v1")).isEmpty();
    assertThat(upstream.headers("HEAD /v2/team/app/manifests/v1", "Authorization"))
        .filteredOn(header -> !header.isEmpty())
        .doesNotHaveDuplicates();
  }

  private TagCheck check(String namespace, String tag) {
    return server.schedule.checks(namespace).stream()
        .filter(check -> check.tag().equals(tag))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void oneThatIsSilentAndOneAtItsLimitMakeNobodyElseLate() throws Exception {
    try (FakeRegistry silent = FakeRegistry.plain();
        FakeRegistry busy = FakeRegistry.plain()) {
      for (FakeRegistry registry : List.of(silent, busy)) {
        IntStream.range(0, 20)
            .forEach(i -> TestImages.single(registry.repository("team/app"), "v" + i));
      }
      server.follow(new StreamName("demo", "silent"), tags(20, silent));
      server.follow(new StreamName("demo", "busy"), tags(20, busy));
      follow(1, 40);
      CountDownLatch end = new CountDownLatch(1);
      silent.failAlways("HEAD ", new Fault.Hold(end));
      busy.failAlways("HEAD ", Fault.tooMany("3600"));

      server.pass(INTERVAL);
      until(() -> assertThat(heads()).isEqualTo(1));
      until(() -> assertThat(busy.count("HEAD ")).isPositive());
      server.pass(INTERVAL);
      until(() -> assertThat(heads()).isEqualTo(2));

      assertThat(silent.mostAtOnce()).isLessThanOrEqualTo(8);
      until(
          () ->
              assertThat(server.schedule.checks("demo"))
                  .filteredOn(check -> check.host().equals(busy.host()))
                  .hasSize(20)
                  .allSatisfy(check -> assertThat(check.late().orElse("")).contains("429")));
      assertThat(busy.count("HEAD ")).isLessThanOrEqualTo(8);
      assertThat(server.history(new StreamName("demo", "busy"), "v1").conditions()).isEmpty();
      assertThat(check("shared", "v0").late()).isEmpty();
      end.countDown();
    }
  }

  private void follow(int tags, int others) {
    IntStream.range(0, tags).forEach(i -> TestImages.single(repository, "v" + i));
    server.follow(SHARED, tags(tags, upstream));
    server.awaitScheduled(tags + others);
  }

  @Test
  void aLimitForTheWholeServerMakesTagsWaitAndLeavesNoneOut() {
    restart(new CheckSettings(INTERVAL, Duration.ofMinutes(1), OptionalInt.of(2)));
    follow(6);

    server.pass(INTERVAL);
    until(() -> assertThat(heads()).isEqualTo(1));
    server.pass(Duration.ofSeconds(20));
    until(
        () ->
            assertThat(server.schedule.checks(""))
                .filteredOn(check -> check.late().orElse("").contains("--checks-per-minute"))
                .hasSizeGreaterThanOrEqualTo(5));
    for (int i = 2; i <= 6; i++) {
      server.pass(Duration.ofSeconds(30));
      int looks = i;
      until(() -> assertThat(heads()).isGreaterThanOrEqualTo(looks));
    }
    until(
        () ->
            assertThat(server.schedule.checks(""))
                .allSatisfy(check -> assertThat(check.last()).isPresent()));
  }

  @Test
  void ofManyTagsThoseThatStandStillAreLookedAtMoreRarelyUntilTheyAreFew() {
    follow(8);
    server.set(Duration.ofDays(70));
    server.look();

    assertThat(server.schedule.checks(""))
        .allSatisfy(
            check -> {
              assertThat(check.slow()).isTrue();
              assertThat(check.interval()).isEqualTo(Duration.ofHours(4));
            });
    annotate("weir.dev/check-interval", "30m");
    until(() -> assertThat(check("v1").interval()).isEqualTo(Duration.ofMinutes(30)));
    annotate("weir.dev/check-interval", "");
    until(() -> assertThat(check("v1").slow()).isTrue());

    var _ =
        server
            .api
            .rest("imagestreamtags")
            .delete(ImageApiFixture.DEMO, "app:v0", DeleteOptions.NOW);
    server.awaitScheduled(7);
    assertThat(server.schedule.checks(""))
        .allSatisfy(check -> assertThat(check.interval()).isEqualTo(INTERVAL));
  }

  @Test
  void hintsAreForTheirProjectAlone() {
    follow(1);

    assertThat(server.schedule.hint("shared", _ -> true)).isZero();
    assertThat(server.schedule.hint("demo", image -> image.registry().equals("quay.io"))).isZero();
    assertThat(server.schedule.hint("demo", image -> image.registry().equals(upstream.host())))
        .isEqualTo(1);
  }

  @Test
  void theManyTagsOfOneProjectDoNotStandBeforeTheFewOfAnother() {
    FakeRepository few = upstream.repository("team/few");
    List<String> theirs = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      TestImages.single(few, "v" + i);
      theirs.add(tag("v" + i, upstream, "team/few:v" + i));
    }
    IntStream.range(0, 60).forEach(i -> TestImages.single(repository, "v" + i));
    server.follow(APP, tags(60, upstream));
    server.follow(SHARED, String.join(",", theirs));
    server.awaitScheduled(65);
    upstream.failAlways("HEAD ", new Fault.Late(Duration.ofMillis(20)));

    server.pass(INTERVAL);

    until(() -> assertThat(heads()).isEqualTo(65));
    assertThat(looks().subList(0, 25).stream().filter(look -> look.contains("team/few")))
        .hasSize(5);
  }

  private List<String> looks() {
    return upstream.requests().stream().filter(request -> request.contains("HEAD ")).toList();
  }

  @Test
  void aHintedTagIsLookedAtBeforeThoseThatWaitForTheSameRegistry() {
    TestImages.single(upstream.repository("team/hinted"), "v1");
    server.follow(SHARED, tag("v1", upstream, "team/hinted:v1"));
    IntStream.range(0, 60).forEach(i -> TestImages.single(repository, "v" + i));
    server.follow(APP, tags(60, upstream));
    server.awaitScheduled(61);
    CountDownLatch held = new CountDownLatch(1);
    upstream.failAlways("HEAD /v2/team/app/manifests/", new Fault.Hold(held));
    server.pass(INTERVAL);
    until(() -> assertThat(heads()).isGreaterThanOrEqualTo(8));

    assertThat(server.schedule.hint("shared", _ -> true)).isEqualTo(1);
    held.countDown();

    until(() -> assertThat(heads()).isEqualTo(61));
    assertThat(looks().subList(0, 24)).anyMatch(request -> request.contains("team/hinted"));
  }

  @Test
  void aFailureThatMayPassIsLookedAtSoonerThanALongInterval() {
    follow(1);
    annotate("weir.dev/check-interval", "1d");
    until(() -> assertThat(check("v0").interval()).isEqualTo(Duration.ofDays(1)));
    upstream.failAlways("/v2/team/app/manifests/", new Fault.Status(500, "UNKNOWN"));
    server.pass(Duration.ofDays(1));
    until(
        () ->
            assertThat(check("v0").last().map(Result::outcome)).contains(TagCheck.Outcome.FAILED));
    assertThat(server.history(APP, "v0").conditions()).hasSize(1);
    until(
        () ->
            assertThat(check("v0").next())
                .isBeforeOrEqualTo(server.now().plus(Duration.ofMinutes(1))));

    upstream.mend();
    server.pass(Duration.ofMinutes(1));

    until(() -> assertThat(server.history(APP, "v0").conditions()).isEmpty());
    assertThat(server.events()).hasSize(1);
  }

  @Test
  void aStreamMadeAnewUnderTheSameNameGetsNothingOfTheOldOnes() {
    follow(1);
    CountDownLatch answered = new CountDownLatch(1);
    upstream.failNext("HEAD /v2/team/app/manifests/v0", new Fault.Hold(answered), 1);
    Digest moved = TestImages.single(repository, "moved");
    repository.tag("v0", moved);
    server.pass(INTERVAL);
    until(() -> assertThat(heads()).isEqualTo(1));

    var _ = server.api.rest("imagestreams").delete(ImageApiFixture.DEMO, "app", DeleteOptions.NOW);
    server.api.create("imagestreams", "{'metadata':{'name':'app'}}");
    server.awaitScheduled(0);
    answered.countDown();

    until(() -> assertThat(upstream.running()).isZero());
    assertThat(server.api.streams.newest(APP).stream().tags()).isEmpty();
  }

  @Test
  void aTagThatIsToPreferAnotherPlatformWhileItIsFetchedGetsTheImageOfThatOne() {
    follow(1);
    CountDownLatch fetched = new CountDownLatch(1);
    TestImages.Index moved = TestImages.index(repository, "v0", "linux/amd64", "linux/arm64");
    upstream.failNext("GET /v2/team/app/blobs/", new Fault.Hold(fetched), 1);
    long before = upstream.count(Asked.BLOB);
    server.pass(INTERVAL);
    until(() -> assertThat(upstream.count(Asked.BLOB)).isGreaterThan(before));

    prefer("v0", "arm64");
    fetched.countDown();
    until(() -> assertThat(check("v0").late().orElse("")).contains("changed"));
    server.pass(Duration.ofSeconds(1));

    until(
        () -> assertThat(server.image(APP, "v0")).isEqualTo(moved.children().getLast().toString()));
    assertThat(server.history(APP, "v0").items()).hasSize(2);
  }

  private void prefer(String tag, String architecture) {
    var _ =
        server
            .api
            .rest("imagestreams")
            .update(
                ImageApiFixture.DEMO,
                "app",
                present -> {
                  ObjectNode changed = present.deepCopy();
                  Json.arrayAt(Json.objectAt(changed, "spec"), "tags")
                      .valueStream()
                      .filter(one -> Json.string(one, "name").equals(tag))
                      .forEach(
                          one ->
                              Json.ensureObject((ObjectNode) one, "annotations")
                                  .put("importer.image.openshift.io/prefer-arch", architecture));
                  return changed;
                },
                WriteOptions.STORE);
  }
}
