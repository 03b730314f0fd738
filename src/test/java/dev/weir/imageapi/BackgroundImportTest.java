package dev.weir.imageapi;

import static dev.weir.imageapi.ImageApiFixture.images;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.weir.imagestream.ImportPolicy;
import dev.weir.importing.ImportOutcome;
import dev.weir.importing.ImportResult;
import dev.weir.importing.RepositoryOutcome;
import dev.weir.objects.DeleteOptions;
import dev.weir.objects.ListOptions;
import dev.weir.remote.fake.FakeLogin;
import dev.weir.remote.fake.FakeRegistry;
import dev.weir.remote.fake.Fault;
import dev.weir.remote.fake.TestImages;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Nobody waits for the answer of an import in the background, so that its failures are told. */
class BackgroundImportTest {
  private static final String AGAIN = "again:demo/app";

  private final ImageApiFixture api = new ImageApiFixture();
  private final FakeRegistry upstream = FakeRegistry.plain();
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();

  @BeforeEach
  void listen() {
    log.start();
    logger().addAppender(log);
  }

  @AfterEach
  void close() {
    logger().detachAppender(log);
    upstream.close();
    api.close();
  }

  private static Logger logger() {
    return (Logger) LoggerFactory.getLogger(BackgroundImport.class);
  }

  private String stream(String repository, boolean insecure) {
    return "{'metadata':{'name':'app','annotations':{'openshift.io/image.insecureRepository':'"
        + insecure
        + "'}},'spec':{'dockerImageRepository':'"
        + repository
        + "'}}";
  }

  private void importing(String repository, boolean insecure) {
    api.create("imagestreams", stream(repository, insecure));
    api.background.reconcile("demo/app");
  }

  private String repository() {
    return upstream.host() + "/team/app";
  }

  private static JsonNode condition(ObjectNode stream, String tag) {
    return stream
        .at("/status/tags")
        .valueStream()
        .filter(t -> Json.string(t, "tag").equals(tag))
        .findFirst()
        .map(t -> t.at("/conditions/0"))
        .orElseGet(Json::object);
  }

  private List<ObjectNode> events() {
    return api.events.list(ImageApiFixture.DEMO, ListOptions.ALL).items().stream()
        .map(e -> e.tree())
        .toList();
  }

  /** A condition at the tag, an Event on the stream and a line in the log, all with these words. */
  private void assertTold(String tag, String reason, String... words) {
    ObjectNode stream = api.get("imagestreams", "app");
    JsonNode condition = condition(stream, tag);
    assertThat(Json.string(condition, "type")).isEqualTo("ImportSuccess");
    assertThat(Json.string(condition, "status")).isEqualTo("False");
    assertThat(Json.string(condition, "reason")).isEqualTo(reason);
    assertThat(Json.string(condition, "message")).contains(words);
    assertThat(events())
        .anySatisfy(
            event -> {
              assertThat(event.at("/involvedObject/kind").stringValue()).isEqualTo("ImageStream");
              assertThat(event.at("/involvedObject/name").stringValue()).isEqualTo("app");
              assertThat(event.at("/involvedObject/uid").stringValue()).isEqualTo(Meta.uid(stream));
              assertThat(Json.string(event, "type")).isEqualTo("Warning");
              assertThat(Json.string(event, "message")).contains(words);
            });
    assertThat(log.list)
        .anySatisfy(
            line -> {
              assertThat(line.getLevel()).isEqualTo(Level.WARN);
              assertThat(line.getFormattedMessage()).contains("stream=demo/app").contains(words);
            });
  }

  @Test
  void missingRepositoryIsTold() {
    importing(repository(), true);
    assertTold("latest", "NotFound", repository(), "not found");
  }

  @Test
  void repositoryOfPlainHttpIsTold() {
    importing(repository(), false);
    assertTold("latest", "BadRequest", repository(), "HTTP only");
  }

  @Test
  void privateRepositoryIsTold() {
    upstream.require(FakeLogin.basic("ann", "hunter2"));
    importing(repository(), true);
    assertTold("latest", "Unauthorized", repository(), "may not have access");
  }

  @Test
  void unknownHostIsTold() {
    importing("nohost.invalid/team/app", false);
    assertTold("latest", "InternalError", "nohost.invalid/team/app", "no such host");
  }

  @Test
  void repositoryWithoutTagsIsTold() {
    upstream.repository("team/app");
    importing(repository(), true);
    assertTold("latest", "NotFound", repository(), "has no tags");
  }

  @Test
  void failingTagOfARepositoryIsTold() {
    var _ = TestImages.single(upstream.repository("team/app"), "v1");
    upstream.failNext("/manifests/v1", new Fault.Status(403, "DENIED"), 1);
    importing(repository(), true);
    assertTold("v1", "InternalError", repository() + ":v1", "403");
  }

  @Test
  void tagsBeyondTheLimitAreTold() {
    for (int i = 0; i < 52; i++) {
      var _ = TestImages.single(upstream.repository("team/app"), "t" + i);
    }
    importing(repository(), true);
    assertThat(events())
        .singleElement()
        .satisfies(e -> assertThat(Json.string(e, "reason")).isEqualTo("TagsLeftOut"))
        .satisfies(e -> assertThat(Json.string(e, "message")).contains("2 more tags than the 50"));
  }

  @Test
  void whatMayNotBeStoredIsToldAndLookedAtOnce() {
    var _ = TestImages.single(upstream.repository("team/app"), "v1");
    api.create("imagestreams", "{'metadata':{'name':'app'}}");
    api.limit(
        "{'metadata':{'name':'few'},'spec':{'limits':[{'type':'openshift.io/ImageStream','max':"
            + "{'openshift.io/images':'0'}}]}}");
    api.tag(
        "app:prod",
        "{'from':{'kind':'DockerImage','name':'"
            + repository()
            + ":v1'},'importPolicy':{'insecure':true}}");
    api.background.reconcile("demo/app");
    assertTold("prod", "Forbidden", "limit");

    int asked = upstream.requests().size();
    long written = api.store.revision();
    api.tick();
    api.background.reconcile("demo/app");
    assertThat(upstream.requests()).hasSize(asked);
    assertThat(api.store.revision()).isEqualTo(written);
  }

  @Test
  void successTakesTheConditionAway() {
    importing(repository(), true);
    var _ = TestImages.single(upstream.repository("team/app"), "v1");
    api.create(
        "imagestreamimports",
        "{'metadata':{'name':'app'},'spec':{'import':true,'repository':{'from':{'kind':'DockerImage',"
            + "'name':'"
            + repository()
            + "'},'importPolicy':{'insecure':true}}}}");
    ObjectNode stream = api.get("imagestreams", "app");
    assertThat(images(stream, "v1")).hasSize(1);
    assertThat(stream.at("/status/tags")).hasSize(1);
  }

  @Test
  void anImportOfAnotherRepositoryLeavesTheConditionsAlone() {
    api.create("imagestreams", "{'metadata':{'name':'app'}}");
    api.create(
        "imagestreamimports",
        "{'metadata':{'name':'app'},'spec':{'import':true,'repository':{'from':{'kind':'DockerImage',"
            + "'name':'"
            + repository()
            + "'},'importPolicy':{'insecure':true}}}}");
    assertThat(api.get("imagestreams", "app").at("/status/tags")).isEmpty();
  }

  @Test
  void aTagLatestThatIsMadeLaterIsImported() {
    importing(repository(), true);
    assertTold("latest", "NotFound", repository());
    var _ = TestImages.single(upstream.repository("team/other"), "v1");
    api.tag(
        "app:latest",
        "{'from':{'kind':'DockerImage','name':'"
            + upstream.host()
            + "/team/other:v1'},'importPolicy':{'insecure':true}}");
    api.background.reconcile("demo/app");
    ObjectNode stream = api.get("imagestreams", "app");
    assertThat(images(stream, "latest")).hasSize(1);
    assertThat(condition(stream, "latest").isEmpty()).isTrue();
  }

  @Test
  void whoMendsTheSourceIsTriedAgain() {
    var _ = TestImages.single(upstream.repository("team/app"), "v1");
    importing(repository(), false);
    assertTold("latest", "BadRequest", "HTTP only");
    ObjectNode stream = api.get("imagestreams", "app");
    Meta.of(stream).withObject("annotations").put("openshift.io/image.insecureRepository", "true");
    api.put("imagestreams", "app", stream.toString().replace('"', '\''));
    api.background.reconcile("demo/app");
    assertThat(images(api.get("imagestreams", "app"), "v1")).hasSize(1);
  }

  @Test
  void whatMayPassIsTriedAgainByItself() {
    var _ = TestImages.single(upstream.repository("team/app"), "v1");
    upstream.failNext("/tags/list", new Fault.Status(503, "UNAVAILABLE"), 3);
    importing(repository(), true);
    assertTold("latest", "InternalError", "503");

    int asked = upstream.requests().size();
    api.background.reconcile("demo/app");
    assertThat(upstream.requests()).as("not before its time").hasSize(asked);
    api.background.reconcile(AGAIN);
    ObjectNode stream = api.get("imagestreams", "app");
    assertThat(images(stream, "v1")).hasSize(1);
    assertThat(stream.at("/status/tags")).hasSize(1);

    asked = upstream.requests().size();
    api.background.reconcile(AGAIN);
    assertThat(upstream.requests()).as("it is there").hasSize(asked);
  }

  @Test
  void whatDoesNotPassIsNotTriedAgainByItself() {
    importing(repository(), true);
    int asked = upstream.requests().size();
    api.background.reconcile(AGAIN);
    assertThat(upstream.requests()).hasSize(asked);
  }

  @Test
  void theSameFailureIsCountedAndWritesNoNewStream() {
    upstream.failNext("/v2/", new Fault.Status(503, "UNAVAILABLE"), 1000);
    importing(repository(), true);
    String version = Meta.resourceVersion(api.get("imagestreams", "app"));
    api.tick();
    api.background.reconcile(AGAIN);
    assertThat(Meta.resourceVersion(api.get("imagestreams", "app"))).isEqualTo(version);
    assertThat(events())
        .singleElement()
        .satisfies(event -> assertThat(event.path("count").asInt()).isEqualTo(2));
  }

  @Test
  void triesBecomeRarerAndEnd() {
    RepeatedImports repeated = new RepeatedImports();
    List<BackgroundOutcome> down =
        List.of(
            new BackgroundOutcome.RepositoryFailed("quay.io/a/b", ApiStatus.internal("x"), true));
    api.create("imagestreams", stream("quay.io/a/b", false));
    var stream = api.streams.newest(ImageApiFixture.APP).stream();
    List<Long> minutes =
        Stream.iterate(
                repeated.after(ImageApiFixture.APP, down),
                Optional::isPresent,
                _ -> {
                  for (int asked = 0; asked < 100; asked++) {
                    assertThat(repeated.due(ImageApiFixture.APP, stream).repository()).isTrue();
                  }
                  repeated.started(ImageApiFixture.APP);
                  return repeated.after(ImageApiFixture.APP, down);
                })
            .map(pause -> pause.orElseThrow().toMinutes())
            .toList();
    assertThat(minutes).containsExactly(1L, 2L, 4L, 8L, 15L, 15L, 15L);
  }

  @Test
  void whatWaitsForAPlaceIsNotCountedAsATry() {
    RepeatedImports repeated = new RepeatedImports();
    List<BackgroundOutcome> down =
        List.of(
            new BackgroundOutcome.RepositoryFailed("quay.io/a/b", ApiStatus.internal("x"), true));
    api.create("imagestreams", stream("quay.io/a/b", false));
    var stream = api.streams.newest(ImageApiFixture.APP).stream();
    assertThat(repeated.after(ImageApiFixture.APP, down)).isPresent();
    assertThat(repeated.due(ImageApiFixture.APP, stream).repository()).isTrue();
    assertThat(repeated.after(ImageApiFixture.APP, down))
        .as("its next try is on its way already")
        .isEmpty();
  }

  /** While its images are fetched, a limit comes that holds them off, and then this. */
  private void refusedAfter(Runnable meanwhile) {
    var _ = TestImages.single(upstream.repository("team/app"), "v1");
    api.create("imagestreams", stream(repository(), true));
    api.limit(
        "{'metadata':{'name':'few'},'spec':{'limits':[{'type':'openshift.io/ImageStream','max':"
            + "{'openshift.io/images':'0'}}]}}");
    upstream.before("/manifests/v1", meanwhile);
    api.background.reconcile("demo/app");
    assertThat(events())
        .singleElement()
        .satisfies(e -> assertThat(Json.string(e, "reason")).isEqualTo("ImportNotStored"));
  }

  private void delete() {
    api.rest("imagestreams").delete(ImageApiFixture.DEMO, "app", DeleteOptions.NOW);
  }

  @Test
  void aStreamThatWasDeletedMeanwhileStaysSoAlsoIfItsImportIsRefused() {
    refusedAfter(this::delete);
    assertThat(api.streams.newest(ImageApiFixture.APP).exists()).isFalse();
  }

  @Test
  void aLaterStreamOfTheNameHearsNothingOfAnImportThatIsRefused() {
    refusedAfter(
        () -> {
          delete();
          api.create("imagestreams", "{'metadata':{'name':'app'}}");
        });
    assertThat(api.get("imagestreams", "app").at("/status/tags")).isEmpty();
  }

  @Test
  void aLaterStreamOfTheNameGetsNothingOfAnImport() {
    var _ = TestImages.single(upstream.repository("team/app"), "v1");
    api.create("imagestreams", stream(repository(), true));
    upstream.before(
        "/manifests/v1",
        () -> {
          delete();
          api.create("imagestreams", "{'metadata':{'name':'app'}}");
        });
    api.background.reconcile("demo/app");
    assertThat(api.get("imagestreams", "app").at("/status/tags")).isEmpty();
  }

  /** One of each kind; a new kind without a sample fails the test. */
  private static List<BackgroundOutcome> samples() {
    ApiStatus status = ApiStatus.internal("because");
    return List.of(
        new BackgroundOutcome.TagImported("v1"),
        new BackgroundOutcome.RepositoryListed("quay.io/a/b"),
        new BackgroundOutcome.TagFailed("v1", "quay.io/a/b:v1", status, false),
        new BackgroundOutcome.RepositoryFailed("quay.io/a/b", status, true),
        new BackgroundOutcome.TagsLeftOut("quay.io/a/b", 50, 3),
        new BackgroundOutcome.NotStored(status));
  }

  @Test
  void everyOutcomeThatIsNotWhatWasWishedForIsTold() {
    assertThat(samples().stream().map(Object::getClass).collect(Collectors.toSet()))
        .isEqualTo(Set.of(BackgroundOutcome.class.getPermittedSubclasses()));
    Set<String> silent = new TreeSet<>();
    for (BackgroundOutcome outcome : samples()) {
      outcome
          .notice()
          .ifPresentOrElse(
              notice -> {
                assertThat(notice.reason()).matches("[A-Z][A-Za-z]+");
                assertThat(notice.message()).isNotBlank();
              },
              () -> silent.add(outcome.getClass().getSimpleName()));
    }
    assertThat(silent).containsExactly("RepositoryListed", "TagImported");
  }

  @Test
  void everyResultOfAnImportIsAnOutcome() {
    ApiStatus status = ApiStatus.internal("because");
    ImportOutcome failed = new ImportOutcome.Failed(status, "v1");
    List<RepositoryOutcome> repositories =
        List.of(
            new RepositoryOutcome.Unlisted(status),
            new RepositoryOutcome.Listed(List.of(), List.of()),
            new RepositoryOutcome.Listed(List.of(failed), List.of()));
    assertThat(repositories.stream().map(Object::getClass).collect(Collectors.toSet()))
        .isEqualTo(Set.of(RepositoryOutcome.class.getPermittedSubclasses()));
    for (RepositoryOutcome outcome : repositories) {
      var job =
          new ImportJob(
              List.of(),
              Optional.of(
                  new ImportJob.Repository("quay.io/a/b", ImportPolicy.DEFAULT, "Source", false)));
      var result = new ImportResult(List.of(), Optional.of(outcome));
      assertThat(BackgroundOutcome.of(job, result))
          .as(outcome.toString())
          .anySatisfy(o -> assertThat(o.notice()).isPresent());
    }
  }
}
