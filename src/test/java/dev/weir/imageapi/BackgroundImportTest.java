package dev.weir.imageapi;

import static dev.weir.imageapi.ImageApiFixture.images;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.weir.imagestream.TagEvent.Origin;
import dev.weir.importing.background.BackgroundImport;
import dev.weir.objects.DeleteOptions;
import dev.weir.objects.ListOptions;
import dev.weir.remote.fake.Asked;
import dev.weir.remote.fake.FakeLogin;
import dev.weir.remote.fake.FakeRateLimit;
import dev.weir.remote.fake.FakeRegistry;
import dev.weir.remote.fake.Fault;
import dev.weir.remote.fake.TestImages;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import java.time.Duration;
import java.util.List;
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
        .satisfies(e -> assertThat(Json.string(e, "message")).contains("2 more tags than the 50"))
        .satisfies(e -> assertThat(Json.string(e, "message")).contains("--import-limit"));
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
  void whatComesSaysFromWhereAndThatTheServerBroughtIt() {
    var _ = TestImages.single(upstream.repository("team/app"), "v1");
    importing(repository(), true);

    assertThat(api.streams.newest(ImageApiFixture.APP).stream().newest("v1").orElseThrow().origin())
        .isEqualTo(Origin.importing("system:weir:imports").withFrom(repository() + ":v1"));
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
    api.tick();
    api.background.reconcile(AGAIN);
    ObjectNode stream = api.get("imagestreams", "app");
    assertThat(images(stream, "v1")).hasSize(1);
    assertThat(stream.at("/status/tags")).hasSize(1);

    asked = upstream.requests().size();
    api.background.reconcile(AGAIN);
    assertThat(upstream.requests()).as("it is there").hasSize(asked);
  }

  @Test
  void theLastOfWhatARegistryGrantsIsForWhoWaitsForAnImport() {
    var _ = TestImages.single(upstream.repository("team/app"), "v1");
    FakeRateLimit granted = FakeRateLimit.draft(50, Duration.ofHours(6));
    upstream.rateLimit(granted);
    granted.leave(12); // for the ping and the list of tags, so that a fifth is left
    importing(repository(), true);
    assertTold("v1", "InternalError", "10 of 50 requests are left", "for people", "goes on at");
    assertThat(upstream.count(Asked.MANIFEST)).isZero();

    api.create(
        "imagestreamimports",
        "{'metadata':{'name':'app'},'spec':{'import':true,'images':[{'from':{'kind':'DockerImage',"
            + "'name':'"
            + repository()
            + ":v1'},'importPolicy':{'insecure':true}}]}}");
    ObjectNode stream = api.get("imagestreams", "app");
    assertThat(images(stream, "v1")).hasSize(1);
    assertThat(condition(stream, "v1").isEmpty()).isTrue();
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

  /** While its images are fetched, a limit comes that holds them off, and then this. */
  private void refusedAfter(Runnable meanwhile) {
    var _ = TestImages.single(upstream.repository("team/app"), "v1");
    api.create("imagestreams", stream(repository(), true));
    upstream.before(
        "/manifests/v1",
        () -> {
          api.limit(
              "{'metadata':{'name':'few'},'spec':{'limits':[{'type':'openshift.io/ImageStream',"
                  + "'max':{'openshift.io/images':'0'}}]}}");
          meanwhile.run();
        });
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
}
