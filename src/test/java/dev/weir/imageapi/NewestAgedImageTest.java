package dev.weir.imageapi;

import static dev.weir.imageapi.ImageApiFixture.APP;
import static dev.weir.imageapi.ImageApiFixture.DEMO;
import static dev.weir.imageapi.ImageApiFixture.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.weir.imageapi.age.CandidatesRest;
import dev.weir.imagestream.TagCondition;
import dev.weir.imagestream.TagEvent;
import dev.weir.imagestream.TagHistory;
import dev.weir.importing.age.AgeClock;
import dev.weir.objects.DeleteOptions;
import dev.weir.objects.Rest;
import dev.weir.objects.WriteOptions;
import dev.weir.reference.Digest;
import dev.weir.remote.fake.FakeRegistry;
import dev.weir.remote.fake.FakeRepository;
import dev.weir.remote.fake.Fault;
import dev.weir.remote.fake.TestImages;
import dev.weir.resource.Json;
import dev.weir.store.RangeQuery;
import dev.weir.store.Transaction;
import dev.weir.streams.StreamKeys;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/** A tag with {@code weir.dev/minimum-age} takes the newest image that it has seen for so long. */
class NewestAgedImageTest {
  private static final Duration WEEK = Duration.ofDays(7);
  private static final String AGE = "'annotations':{'weir.dev/minimum-age':'7d'}";

  @AutoClose private final FakeRegistry upstream = FakeRegistry.plain();
  private final FakeRepository repository = upstream.repository("team/app");
  @AutoClose private ScheduledStreams world = new ScheduledStreams();
  private final List<String> told = new ArrayList<>();
  private int builds;

  private String tag(String name) {
    return ScheduledStreams.tag(name, upstream, "team/app:1");
  }

  private String agedTag(String name) {
    return tag(name).replace("{'name'", "{" + AGE + ",'name'");
  }

  private Digest push() {
    Digest digest = TestImages.single(repository, "build " + ++builds, "linux", "amd64");
    repository.tag("1", digest);
    return digest;
  }

  private static final String KEY = "/seen/demo/app/live";

  /** Changes the stream as its stored form is. */
  private void edit(UnaryOperator<ObjectNode> change) {
    var _ = world.rest("imagestreams").update(DEMO, "app", change, WriteOptions.STORE);
  }

  private void annotate(String value) {
    edit(
        stream -> {
          ObjectNode tag = (ObjectNode) stream.at("/spec/tags/0");
          tag.putObject("annotations").put("weir.dev/minimum-age", value);
          return stream;
        });
  }

  private ObjectNode importing(String spec) {
    return world
        .api
        .rest("imagestreamimports")
        .create(
            DEMO,
            json("{'metadata':{'name':'app'},'spec':{'import':true," + spec + "}}"),
            WriteOptions.STORE)
        .copy();
  }

  private String asked(String reference, String to) {
    return "'images':[{'from':{'kind':'DockerImage','name':'%s/team/app%s'},"
            .formatted(upstream.host(), reference)
        + "'importPolicy':{'insecure':true},'to':{'name':'"
        + to
        + "'}}]";
  }

  private CandidatesRest candidates() {
    return new CandidatesRest(world.api.all, world.imports, (_, reason, _) -> told.add(reason));
  }

  private List<String> states() {
    return Json.arrayAt(candidates().get(DEMO, "app:live").tree(), "items")
        .valueStream()
        .map(one -> Json.string(one, "state") + " " + Json.string(one, "image"))
        .toList();
  }

  private void pass(Duration time) {
    world.pass(time);
    settle();
  }

  private static final Duration DAY = Duration.ofDays(1);

  /** Twice, since one may be on its way that began before. */
  private void look() {
    world.look();
    world.look();
    settle();
  }

  private String image() {
    return world.image(APP, "live");
  }

  private TagCondition condition() {
    TagHistory history = world.history(APP, "live");
    assertThat(history.conditions()).hasSize(1);
    return history.conditions().getFirst();
  }

  private void settle() {
    world.aged.settleDue();
  }

  @Test
  void aNewTagIsEmptyAndSaysWhenItTakesWhat() {
    Digest first = push();
    world.follow(APP, agedTag("live"));

    assertThat(image()).isEmpty();
    assertThat(condition().type()).isEqualTo("ImportSuccess");
    assertThat(condition().status()).isEqualTo("False");
    assertThat(condition().reason()).isEqualTo("WaitingForAge");
    assertThat(condition().message())
        .isEqualTo(
            first
                + " was seen first at 2026-03-01T10:00:00Z and is taken at 2026-03-08T10:00:00Z,"
                + " when it is 7d old (weir.dev/minimum-age)");
  }

  @Test
  void theTagMovesByItselfAtItsTimeWithoutAskingAnybody() {
    Digest first = push();
    world.follow(APP, agedTag("live"));
    settle();
    long asked = upstream.requests().size();
    world.set(Duration.ZERO);

    world.pass(WEEK.minusSeconds(1));
    settle();
    assertThat(image()).isEmpty();
    world.pass(Duration.ofSeconds(1));
    upstream.failAlways("manifests", new Fault.Drop());
    settle();

    assertThat(image()).isEqualTo(first.toString());
    assertThat(world.history(APP, "live").conditions()).isEmpty();
    assertThat(asked).isPositive();
  }

  @Test
  void aScheduledTagFollowsAWeekBehindHoweverManyComeAfter() {
    Digest first = push();
    world.follow(APP, agedTag("live"));
    world.awaitScheduled(1);
    world.pass(Duration.ofDays(1));
    Digest second = push();
    look();
    for (int day = 2; day < 9; day++) {
      world.pass(Duration.ofDays(1));
      Digest _ = push();
      look();
      if (day < 7) {
        assertThat(image()).isEmpty();
      } else if (day == 7) {
        assertThat(image()).isEqualTo(first.toString());
      } else {
        await().untilAsserted(() -> assertThat(image()).isEqualTo(second.toString()));
      }
    }
  }

  /** The tag has the first image, and a second one waits. */
  private Digest[] oneTakenAndOneWaits() {
    Digest first = push();
    world.follow(APP, agedTag("live"));
    world.awaitScheduled(1);
    pass(WEEK);
    assertThat(image()).isEqualTo(first.toString());
    Digest second = push();
    look();
    assertThat(states()).containsExactly("waiting " + second, "taken " + first);
    return new Digest[] {first, second};
  }

  @Test
  void whatWaitsIsGivenUpIfItsRegistryGoesBack() {
    Digest[] both = oneTakenAndOneWaits();
    pass(DAY);
    repository.tag("1", both[0]);
    look();

    assertThat(states()).containsExactly("taken " + both[0], "withdrawn " + both[1]);
    pass(Duration.ofDays(30));
    look();
    assertThat(image()).isEqualTo(both[0].toString());
    repository.tag("1", both[1]);
    look();
    pass(Duration.ofDays(6));
    assertThat(image()).isEqualTo(both[0].toString());
    pass(DAY);
    assertThat(image()).isEqualTo(both[1].toString());
  }

  @Test
  void aRestartLosesNothingAndTheTagMovesAtItsTime() {
    Digest[] both = oneTakenAndOneWaits();
    pass(Duration.ofDays(3));
    world = world.restarted();
    pass(Duration.ofDays(3));
    assertThat(image()).isEqualTo(both[0].toString());
    pass(DAY);
    await()
        .untilAsserted(
            () -> {
              settle();
              assertThat(image()).isEqualTo(both[1].toString());
            });
  }

  @Test
  void whileTheServerIsOffTimePasses() {
    Digest[] both = oneTakenAndOneWaits();
    world.pass(WEEK);
    upstream.failAlways("manifests", new Fault.Drop());
    world = world.restarted();
    await()
        .untilAsserted(
            () -> {
              settle();
              assertThat(image()).isEqualTo(both[1].toString());
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "{}", "[]", "{'uid':1}", "not even JSON", "damaged"})
  void aRecordThatIsLostOrDamagedLetsItWaitAnew(String damage) {
    Digest[] both = oneTakenAndOneWaits();
    pass(Duration.ofDays(6));
    var change = Transaction.builder();
    if (damage.isEmpty()) {
      change.delete(KEY);
    } else if (damage.equals("damaged")) {
      String text = new String(world.api.store.get(KEY).orElseThrow().value(), UTF_8);
      change.put(KEY, text.replace("\"first\":1", "\"first\":\"1").getBytes(UTF_8));
    } else {
      change.put(KEY, damage.replace('\'', '"').getBytes(UTF_8));
    }
    var _ = world.api.store.commit(change.build());
    world = world.restarted();
    world.awaitScheduled(1);
    Digest _ = push();
    look();
    repository.tag("1", both[1]);
    look();
    pass(Duration.ofDays(6));
    assertThat(image()).isEqualTo(both[0].toString());
    pass(DAY);
    assertThat(image()).isEqualTo(both[1].toString());
  }

  @Test
  void aClockThatIsLostLetsAllWaitAnew() {
    Digest[] both = oneTakenAndOneWaits();
    pass(Duration.ofDays(6));
    var _ = world.api.store.commit(Transaction.builder().delete(AgeClock.KEY).build());
    world = world.restarted();
    world.awaitScheduled(1);
    pass(Duration.ofDays(2));
    assertThat(image()).isEqualTo(both[0].toString());
  }

  @Test
  void aClockThatIsSetForwardMakesNothingOlderAlsoAfterARestart() {
    Digest[] both = oneTakenAndOneWaits();
    world.api.pass(Duration.ofDays(400));
    look();
    assertThat(image()).isEqualTo(both[0].toString());
    world = world.restarted();
    pass(Duration.ofDays(6));
    assertThat(image()).isEqualTo(both[0].toString());
    pass(DAY);
    await()
        .untilAsserted(
            () -> {
              settle();
              assertThat(image()).isEqualTo(both[1].toString());
            });
  }

  @Test
  void aClockThatIsSetForwardJustBeforeAKillMakesNothingOlder() {
    Digest[] both = oneTakenAndOneWaits();
    world.api.pass(Duration.ofDays(400));
    world = world.restarted();
    world.awaitScheduled(1);
    settle();
    look();
    assertThat(image()).isEqualTo(both[0].toString());
  }

  @Test
  void aClockThatWasSetBackOnlyLetsItWait() {
    Digest[] both = oneTakenAndOneWaits();
    world.api.pass(Duration.ofDays(-400));
    look();
    assertThat(image()).isEqualTo(both[0].toString());
    world = world.restarted();
    world.awaitScheduled(1);
    Digest third = push();
    look();
    world.api.pass(Duration.ofDays(400));
    pass(Duration.ofDays(6));
    assertThat(image()).isEqualTo(both[0].toString());
    pass(DAY);
    pass(DAY);
    await()
        .untilAsserted(
            () -> {
              settle();
              assertThat(image()).isEqualTo(third.toString());
            });
  }

  @Test
  void aClockThatWentBackAndIsPutRightWhileTheServerIsOffMakesNothingOlder() {
    Digest[] both = oneTakenAndOneWaits();
    world.api.pass(Duration.ofDays(-400));
    look();
    world.api.pass(Duration.ofDays(400));
    world = world.restarted();
    world.awaitScheduled(1);
    settle();
    look();
    assertThat(image()).isEqualTo(both[0].toString());
  }

  @Test
  void aTagThatIsDeletedAndMadeAgainBeginsAnew() {
    Digest first = push();
    world.follow(APP, agedTag("live"));
    pass(Duration.ofDays(6));
    assertThat(world.api.store.get(KEY)).isPresent();
    var _ = world.api.rest("imagestreamtags").delete(DEMO, "app:live", DeleteOptions.NOW);
    assertThat(world.api.store.get(KEY)).isEmpty();
    edit(
        stream -> {
          ((ObjectNode) stream.get("spec")).putArray("tags").add(json(agedTag("live")));
          return stream;
        });
    world.importDue(APP);
    pass(DAY);
    assertThat(image()).isEmpty();
    pass(Duration.ofDays(6));
    assertThat(image()).isEqualTo(first.toString());
  }

  @Test
  void aStreamThatIsDeletedAndMadeAgainBeginsAnew() {
    Digest _ = push();
    world.follow(APP, agedTag("live"));
    pass(Duration.ofDays(6));
    var _ = world.api.rest("imagestreams").delete(DEMO, "app", DeleteOptions.NOW);
    assertThat(world.api.store.get(KEY)).isEmpty();
    world.follow(APP, agedTag("live"));
    pass(DAY);
    assertThat(image()).isEmpty();
  }

  @Test
  void aTagThatComesFromElsewhereBeginsAnewAlsoIfItGoesBack() {
    Digest[] both = oneTakenAndOneWaits();
    pass(Duration.ofDays(6));
    Digest other = TestImages.single(upstream.repository("team/other"), "1");
    String from = upstream.host() + "/team/other:1";
    pointAt(from);
    world.importDue(APP);
    pass(DAY);
    assertThat(image()).isEqualTo(both[0].toString());
    assertThat(condition().message()).startsWith(other.toString());
    pointAt(upstream.host() + "/team/app:1");
    world.importDue(APP);
    pass(Duration.ofDays(6));
    assertThat(image()).isEqualTo(both[0].toString());
    pass(DAY);
    assertThat(image()).isEqualTo(both[1].toString());
  }

  private void pointAt(String from) {
    edit(
        stream -> {
          ((ObjectNode) stream.at("/spec/tags/0/from")).put("name", from);
          return stream;
        });
  }

  @Test
  void aShorterAgeTakesWhatIsOldEnoughAndALongerOneTakesNothingBack() {
    Digest[] both = oneTakenAndOneWaits();
    pass(Duration.ofDays(2));
    annotate("30d");
    pass(Duration.ofDays(6));
    assertThat(image()).isEqualTo(both[0].toString());
    annotate("8d");
    assertThat(image()).isEqualTo(both[1].toString());
    assertThat(origin()).isEqualTo("EARLY dev");
    assertThat(world.said)
        .containsExactly(
            "TakenEarly: dev made weir.dev/minimum-age of tag live shorter, so that it took "
                + both[1]);
    settle();
    assertThat(states()).containsExactly("taken " + both[1], "followed " + both[0]);
    annotate("3000d");
    look();
    assertThat(image()).isEqualTo(both[1].toString());
  }

  private String origin() {
    TagEvent.Origin origin = world.history(APP, "live").items().getFirst().origin();
    return origin.how() + " " + origin.user();
  }

  @Test
  void whatWasOldEnoughBeforeAnAgeGotShorterIsNotTakenEarly() {
    Digest[] both = oneTakenAndOneWaits();
    world.pass(WEEK);
    annotate("6d");
    settle();
    assertThat(image()).isEqualTo(both[1].toString());
    assertThat(origin()).isEqualTo("IMPORT system:weir:imports");
  }

  @Test
  void aShorterAgeOfAHeldTagTakesNothing() {
    Digest[] both = oneTakenAndOneWaits();
    hold("ann");
    edit(
        stream -> {
          ((ObjectNode) stream.at("/spec/tags/0/annotations")).put("weir.dev/minimum-age", "0s");
          return stream;
        });
    assertThat(image()).isEqualTo(both[0].toString());
  }

  @Test
  void withoutTheAnnotationTheTagTakesTheNewestThatWasSeen() {
    Digest[] both = oneTakenAndOneWaits();
    annotate("0s");
    assertThat(image()).isEqualTo(both[1].toString());
    assertThat(origin()).isEqualTo("EARLY dev");
    await().untilAsserted(() -> assertThat(world.api.store.get(KEY)).isEmpty());
    Digest third = push();
    look();
    assertThat(image()).isEqualTo(third.toString());
  }

  @Test
  void anAnnotationThatComesLaterLetsTheTagStayAndLetsTheNextOneWait() {
    Digest first = push();
    world.follow(APP, tag("live"));
    world.awaitScheduled(1);
    assertThat(image()).isEqualTo(first.toString());
    annotate("7d");
    Digest second = push();
    look();
    assertThat(image()).isEqualTo(first.toString());
    assertThat(world.history(APP, "live").conditions()).isEmpty();
    pass(WEEK);
    assertThat(image()).isEqualTo(second.toString());
  }

  @Test
  void whoeverAsksForAnImportGetsNoImageEarlier() {
    Digest[] both = oneTakenAndOneWaits();
    Digest _ = push();
    importing(asked(":1", "live"));
    importing(asked("@" + both[1], "live"));
    assertThat(image()).isEqualTo(both[0].toString());
    settle();
    assertThat(image()).isEqualTo(both[0].toString());
  }

  @Test
  void tagsOfAWholeRepositoryWaitByTheirStreamsAnnotation() {
    Digest first = push();
    world.follow(APP, "", "'annotations':{'weir.dev/minimum-age':'7d'}");
    importing(
        "'repository':{'from':{'kind':'DockerImage','name':'%s/team/app'},'importPolicy':{'insecure':true}}"
            .formatted(upstream.host()));
    assertThat(world.image(APP, "1")).isEmpty();
    assertThat(world.history(APP, "1").conditions().getFirst().reason()).isEqualTo("WaitingForAge");
    world.importDue(APP);
    assertThat(world.image(APP, "1")).isEmpty();
    assertThat(world.api.store.get("/seen/demo/app/1")).isPresent();
    assertThat(first).isNotNull();
  }

  @Test
  void aTagBesideItThatTakesTheImageMakesItNoOlder() {
    Digest first = push();
    world.follow(APP, agedTag("live") + "," + tag("fast"));
    assertThat(world.image(APP, "fast")).isEqualTo(first.toString());
    assertThat(image()).isEmpty();
    pass(WEEK);
    assertThat(image()).isEqualTo(first.toString());
  }

  @Test
  void ofAListThatIsKeptWholeNothingIsShownBeforeItsTime() {
    var list = TestImages.index(repository, "1", "linux/amd64", "linux/arm64");
    world.follow(
        APP,
        agedTag("live")
            .replace("'insecure':true", "'insecure':true,'importMode':'PreserveOriginal'"));
    assertThat(image()).isEmpty();
    assertThat(world.api.store.range(RangeQuery.all("/mirrors/demo/app/")).entries()).isEmpty();
    pass(WEEK);
    assertThat(image()).isEqualTo(list.digest().toString());
    assertThat(world.api.store.range(RangeQuery.all("/mirrors/demo/app/")).entries()).hasSize(2);
  }

  @Test
  void whoHasTheRightTakesOneEarlyWhichIsKnownAfterwards() {
    Digest[] both = oneTakenAndOneWaits();
    String body = "{'metadata':{'name':'app:live'},'image':'" + both[1] + "'}";
    world.api.denied.add("takeearly imagestreamtags demo");
    assertThatThrownBy(() -> candidates().create(DEMO, json(body), WriteOptions.STORE))
        .hasMessageContaining("\"app:live\" is forbidden");
    assertThat(image()).isEqualTo(both[0].toString());
    world.api.denied.remove("takeearly imagestreamtags demo");
    var _ = candidates().create(DEMO, json(body), WriteOptions.STORE);

    assertThat(image()).isEqualTo(both[1].toString());
    assertThat(told).containsExactly("TakenEarly");
    TagEvent.Origin origin = world.history(APP, "live").items().getFirst().origin();
    assertThat(origin.how()).isEqualTo(TagEvent.Origin.How.EARLY);
    assertThat(origin.user()).isEqualTo("dev");
    assertThat(states()).containsExactly("taken " + both[1], "followed " + both[0]);
    look();
    assertThat(image()).isEqualTo(both[1].toString());
    var _ = candidates().create(DEMO, json(body), WriteOptions.STORE);
    assertThat(told).hasSize(1);
  }

  private static final String MAY = "takeearly imagestreamtags demo";

  @ParameterizedTest
  @ValueSource(strings = {"1s", "6d", "0s", ""})
  void aShorterAgeOfATagForWhichSomethingWaitsNeedsTheRightToo(String shorter) {
    Digest[] both = oneTakenAndOneWaits();
    world.api.denied.add(MAY);
    assertThatThrownBy(() -> annotate(shorter))
        .hasMessageContaining("\"app:live\" is forbidden")
        .hasMessageContaining("the verb takeearly is needed");
    UnaryOperator<ObjectNode> change =
        tag -> {
          ((ObjectNode) tag.at("/metadata/annotations")).put("weir.dev/minimum-age", shorter);
          return tag;
        };
    assertThatThrownBy(
            () ->
                world
                    .api
                    .rest("imagestreamtags")
                    .update(DEMO, "app:live", change, WriteOptions.STORE))
        .hasMessageContaining("the verb takeearly is needed");
    annotate("7d");
    annotate("8d");
    settle();
    assertThat(image()).isEqualTo(both[0].toString());
    world.api.denied.remove(MAY);
    annotate(shorter);
  }

  @Test
  void aShorterAgeOfAStreamNeedsTheRightIfOneOfItsTagsWaits() {
    Digest _ = push();
    world.follow(APP, tag("live"), "'annotations':{'weir.dev/minimum-age':'7d'}");
    world.api.denied.add(MAY);
    UnaryOperator<ObjectNode> shorter =
        stream -> {
          ((ObjectNode) stream.at("/metadata/annotations")).put("weir.dev/minimum-age", "1h");
          return stream;
        };
    assertThatThrownBy(() -> edit(shorter)).hasMessageContaining("the verb takeearly is needed");
    pass(WEEK);
    assertThat(image()).isNotEmpty();
    edit(shorter);
  }

  @Test
  void aMappingOfTheImageForWhichATagWaitsNeedsTheRightToo() {
    Digest first = push();
    world.follow(APP, agedTag("live") + "," + tag("fast"));
    ObjectNode mapping = json("{'metadata':{'name':'app'},'tag':'live'}");
    ObjectNode image = world.api.rest("images").get(DEMO, first.toString()).copy();
    image.putObject("metadata").put("name", first.toString());
    mapping.set("image", image);
    world.api.denied.add(MAY);
    assertThatThrownBy(
            () ->
                world
                    .api
                    .rest("imagestreammappings")
                    .create(DEMO, mapping.deepCopy(), WriteOptions.STORE))
        .hasMessageContaining("the verb takeearly is needed");
    assertThat(image()).isEmpty();
    world.api.denied.remove(MAY);
    var _ =
        world.api.rest("imagestreammappings").create(DEMO, mapping.deepCopy(), WriteOptions.STORE);
    assertThat(image()).isEqualTo(first.toString());
    assertThat(candidates().get(DEMO, "app:live").tree().at("/items/0/why").asString(""))
        .isEqualTo("the tag has it already: somebody gave it to the tag before it was old enough");
  }

  @Test
  void aNewTagMayTakeItsFirstImageEarly() {
    Digest first = push();
    world.follow(APP, agedTag("live"));
    String body = "{'metadata':{'name':'app:live'},'image':'" + first.hex().substring(0, 12) + "'}";
    var _ = candidates().create(DEMO, json(body), WriteOptions.STORE);

    assertThat(image()).isEqualTo(first.toString());
    assertThat(world.history(APP, "live").conditions()).isEmpty();
    world.importDue(APP);
    assertThat(image()).isEqualTo(first.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "sha256:0000", "latest", "0"})
  void onlyWhatWaitsCanBeTakenEarly(String image) {
    Digest _ = push();
    world.follow(APP, agedTag("live"));
    String body = "{'metadata':{'name':'app:live'},'image':'" + image + "'}";
    assertThatThrownBy(() -> candidates().create(DEMO, json(body), WriteOptions.STORE))
        .hasMessageContaining("is invalid: image:");
  }

  @Test
  void aHeldTagNotesWhatComesAndTakesItWhenItIsReleased() {
    Digest[] both = oneTakenAndOneWaits();
    hold("ann, until Monday");
    Digest third = push();
    look();
    pass(Duration.ofDays(30));
    assertThat(image()).isEqualTo(both[0].toString());
    assertThat(states()).startsWith("ready " + both[1]);
    String body = "{'metadata':{'name':'app:live'},'image':'" + both[1] + "'}";
    assertThatThrownBy(() -> candidates().create(DEMO, json(body), WriteOptions.STORE))
        .hasMessageContaining("weir release app:live");
    hold("");
    await()
        .untilAsserted(
            () -> {
              settle();
              assertThat(image()).isIn(both[1].toString(), third.toString());
            });
  }

  private void hold(String why) {
    edit(
        stream -> {
          ObjectNode tag = (ObjectNode) stream.at("/spec/tags/0");
          ((ObjectNode) tag.get("annotations")).put("weir.dev/hold", why);
          return stream;
        });
  }

  @Test
  void anAgeThatIsNoDurationIsRefusedWhenItIsWritten() {
    Digest _ = push();
    world.follow(APP, agedTag("live"));
    for (String bad : List.of("a week", "7", "-1d", "40000d")) {
      assertThatThrownBy(() -> annotate(bad))
          .hasMessageContaining(
              "spec.tags[live].annotations[weir.dev/minimum-age]: Invalid value: \"" + bad + "\"");
    }
  }

  @Test
  void aLookThatFindsNothingNewWritesNothing() {
    Digest[] _ = oneTakenAndOneWaits();
    settle();
    long before = world.api.store.get(KEY).orElseThrow().modRevision();
    long stream = world.api.streams.newest(APP).revision();
    world.look();
    world.look();
    settle();
    assertThat(world.api.store.get(KEY).orElseThrow().modRevision()).isEqualTo(before);
    assertThat(world.api.streams.newest(APP).revision()).isEqualTo(stream);
  }

  @Test
  void anImageForWhichATagWaitsIsNotDeletedByAnybody() {
    Digest[] both = oneTakenAndOneWaits();
    assertThatThrownBy(
            () -> world.api.rest("images").delete(DEMO, both[1].toString(), DeleteOptions.NOW))
        .hasMessageContaining("tag demo/app:live waits for it");
    pass(WEEK);
    assertThat(image()).isEqualTo(both[1].toString());
  }

  @Test
  void anImageThatIsNotHereAnyMoreIsNotTakenByALookThatFindsANewerOne() {
    Digest[] both = oneTakenAndOneWaits();
    pass(DAY);
    Digest third = push();
    look();
    var _ =
        world.api.store.commit(
            Transaction.builder().delete(StreamKeys.image(both[1].toString())).build());
    pass(Duration.ofDays(6));
    Digest _ = push();
    look();
    assertThat(image()).isEqualTo(both[0].toString());
    pass(DAY);
    look();
    assertThat(image()).isEqualTo(third.toString());
  }

  private void remove(Digest image) {
    var _ =
        world.api.store.commit(
            Transaction.builder().delete(StreamKeys.image(image.toString())).build());
  }

  @Test
  void anImageThatIsNotHereAnyMoreIsNotInTheWayOfTheOneBeforeItWhoseTimeHasCome() {
    Digest[] both = oneTakenAndOneWaits();
    pass(DAY);
    Digest third = push();
    look();
    remove(third);
    pass(WEEK);
    assertThat(image()).isEqualTo(both[1].toString());
    assertThat(states()).startsWith("ready " + third, "taken " + both[1]);
    assertThat(world.events())
        .anySatisfy(
            event ->
                assertThat(Json.string(event, "message"))
                    .startsWith(third + " is old enough for its tag and was removed"));
  }

  @Test
  void anImageThatIsRemovedWhileItIsTakenIsNotTakenAndWhatIsLeftIsDecidedAnew() {
    Digest[] both = oneTakenAndOneWaits();
    var now = world.turns.newest(APP);
    var step = world.imports.gate().waitingTags().early(now.stream(), "live", both[1].toString());
    remove(both[1]);
    assertThat(
            world.imports.take(
                now,
                "live",
                step.orElseThrow().result(),
                TagEvent.Origin.UNKNOWN,
                step.orElseThrow().note()))
        .isEmpty();
    assertThat(image()).isEqualTo(both[0].toString());
    assertThat(states()).containsExactly("waiting " + both[1], "taken " + both[0]);
  }

  @ParameterizedTest
  @ValueSource(strings = {"imagestreams", "imagestreamtags", "imagetags"})
  void whoLetsATagWaitThatFollowsNoOtherRegistryIsToldThatItWaitsForNothing(String plural) {
    Digest _ = push();
    String alias = "{'name':'prod','from':{'kind':'ImageStreamTag','name':'live'}}";
    world.follow(APP, tag("live") + "," + alias);
    Rest rest = world.api.rest(plural);
    UnaryOperator<String> object =
        annotations ->
            switch (plural) {
              case "imagestreamtags" ->
                  "{'kind':'ImageStreamTag','metadata':{"
                      + annotations
                      + "},'tag':{'from':{'kind':'ImageStreamTag','name':'live'}}}";
              case "imagetags" ->
                  "{'kind':'ImageTag','spec':{"
                      + annotations
                      + ",'from':{'kind':'ImageStreamTag','name':'live'}}}";
              default ->
                  "{'kind':'ImageStream','spec':{'tags':["
                      + alias.replace("{'name'", "{" + annotations + ",'name'")
                      + ","
                      + agedTag("live")
                      + "]}}";
            };
    assertThat(rest.remarks(json(object.apply(AGE))))
        .singleElement()
        .asString()
        .endsWith(
            "annotations.weir.dev/minimum-age: the tag follows no other registry, and waits for"
                + " nothing");
    assertThat(rest.remarks(json(object.apply(AGE.replace("7d", "0s"))))).isEmpty();
    assertThat(rest.remarks(json(object.apply("'annotations':{}")))).isEmpty();
  }

  @Test
  void aTagThatFollowsAnotherOneOfItsStreamWaitsForNothingAndSaysSo() {
    Digest _ = push();
    String alias = "{'name':'prod','from':{'kind':'ImageStreamTag','name':'live'}}";
    world.follow(APP, tag("live") + "," + alias, "'annotations':{'weir.dev/minimum-age':'7d'}");
    assertThat(candidates().get(DEMO, "app:live").tree().path("minimumAge").asString(""))
        .isEqualTo("7d");
    assertThat(candidates().get(DEMO, "app:prod").tree().has("minimumAge")).isFalse();
  }

  @Test
  void aHintThatTheTagMovedGetsNoImageEarlier() {
    Digest[] both = oneTakenAndOneWaits();
    Digest third = push();
    world.pass(Duration.ofSeconds(20));
    assertThat(world.schedule.hint("demo", _ -> true)).isEqualTo(1);
    world.pass(Duration.ofSeconds(1));
    await()
        .untilAsserted(
            () ->
                assertThat(states())
                    .containsExactly("waiting " + third, "waiting " + both[1], "taken " + both[0]));
    assertThat(image()).isEqualTo(both[0].toString());
  }
}
