package dev.weir.trigger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.weir.access.Decision;
import dev.weir.access.User;
import dev.weir.blob.memory.MemoryBlobStore;
import dev.weir.client.Resources;
import dev.weir.controller.EventRecorder;
import dev.weir.controller.Loops;
import dev.weir.controller.WorkQueue;
import dev.weir.follower.Cause;
import dev.weir.follower.MoveRights;
import dev.weir.follower.TagLookup;
import dev.weir.follower.Trigger;
import dev.weir.follower.TriggerDecision;
import dev.weir.follower.TriggeredKind;
import dev.weir.follower.Triggers;
import dev.weir.imageapi.NewestStreams;
import dev.weir.objects.Catalog;
import dev.weir.objects.InProcessResources;
import dev.weir.objects.ListOptions;
import dev.weir.objects.Rest;
import dev.weir.objects.Scope;
import dev.weir.objects.StoredRest;
import dev.weir.objects.Strategy;
import dev.weir.objects.WriteOptions;
import dev.weir.platform.core.KindsFixture;
import dev.weir.resource.ApiObject;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import dev.weir.streams.PublishedHost;
import dev.weir.streams.StreamStore;
import dev.weir.streams.Streams;
import dev.weir.streams.bounds.AllowedRegistries;
import dev.weir.workload.PodPaths;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The loop that moves what follows tags, over a store in memory. */
@Timeout(60)
class TriggerLoopTest {
  private static final ResourceKind GADGET =
      ResourceKind.namespaced("example.com", "v1", "gadgets", "gadget", "Gadget");
  private static final String PATH = "spec.template.spec.containers[0].image";
  private static final String IMAGE = "/spec/template/spec/containers/0/image";
  private static final List<TriggeredKind> DEPLOYMENTS =
      PodPaths.workload(Kinds.DEPLOYMENT).stream().<TriggeredKind>map(Annotated::new).toList();

  private final KindsFixture kinds = new KindsFixture();
  private final Rest streams = new StoredRest(kinds.context, Kinds.IMAGE_STREAM, Strategy.PLAIN);
  private final GadgetRest gadgets = new GadgetRest();
  private final BreakableResources workloads = new BreakableResources(resources(catalog()));
  private final BreakableResources recorded = new BreakableResources(resources(catalog()));
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final Loops loops = new Loops();

  /** Gadgets, with what was asked of their subresource. */
  private final class GadgetRest extends StoredRest {
    private final List<String> started = new CopyOnWriteArrayList<>();

    GadgetRest() {
      super(kinds.context, GADGET, Strategy.PLAIN);
    }

    @Override
    public List<String> subresources() {
      return List.of("start");
    }

    @Override
    public Rest subresource(String name) {
      return new Rest() {
        @Override
        public ResourceKind kind() {
          return GADGET;
        }

        @Override
        public ApiObject create(Scope scope, ObjectNode object, WriteOptions options) {
          started.add(Json.string(object, "image"));
          return ApiObject.of(
              kinds.edit(
                  gadgets, Meta.name(object), gadget -> gadget.set("last", object.get("image"))));
        }
      };
    }
  }

  /** A kind with a trigger of its own, which is carried out by a subresource. */
  private static final class Gadgets implements TriggeredKind {
    @Override
    public ResourceKind kind() {
      return GADGET;
    }

    @Override
    public Triggers triggers(ObjectNode object) {
      return Triggers.of(
          Trigger.TagKey.of(object.path("from"), Meta.namespace(object)).stream()
              .map(tag -> new Trigger.OfBuild(tag, true))
              .toList());
    }

    @Override
    public List<TriggerDecision> decide(ObjectNode object, List<Trigger> triggers, TagLookup tags) {
      String last = Json.string(object, "last");
      List<TriggerDecision> decisions = new ArrayList<>();
      for (Trigger trigger : triggers) {
        Optional<String> image = tags.newest(trigger.from());
        decisions.add(
            image.isEmpty()
                ? new TriggerDecision.Unresolved(trigger)
                : last.equals(image.get())
                    ? new TriggerDecision.UpToDate(trigger)
                    : new TriggerDecision.Move(trigger, last, image.get()));
      }
      return decisions;
    }

    @Override
    public void carryOut(Resources workloads, ObjectNode object, List<Cause> causes) {
      ObjectNode order = Json.object().put("image", causes.getFirst().move().to());
      ApiObject _ =
          workloads.create(GADGET, Meta.namespace(object), Meta.name(object), "start", order);
    }
  }

  private Catalog catalog() {
    List<Rest> all = new ArrayList<>(kinds.catalog.all());
    all.add(gadgets);
    return new Catalog(all);
  }

  private static Resources resources(Catalog catalog) {
    return new InProcessResources(
        () -> catalog, (_, _) -> new Decision.Allowed("test"), User.system("loops"));
  }

  @BeforeEach
  void listen() {
    log.start();
    logger().addAppender(log);
  }

  @AfterEach
  void close() {
    loops.close();
    logger().detachAppender(log);
    kinds.close();
  }

  private static Logger logger() {
    return (Logger) LoggerFactory.getLogger(TriggerReports.class);
  }

  private void follow(List<TriggeredKind> followed) {
    follow(followed, (_, _, _) -> Optional.empty());
  }

  private void follow(List<TriggeredKind> followed, MoveRights rights) {
    Catalog newest =
        new Catalog(List.of(new NewestStreams(kinds.context, new PublishedHost("registry:5000"))));
    StreamStore streams =
        Streams.over(
                kinds.context,
                new MemoryBlobStore(() -> KindsFixture.NOW),
                AllowedRegistries.ALL,
                new PublishedHost("registry:5000"),
                (_, _) -> new Decision.Allowed("test"))
            .store();
    new TriggerReconciler(
            new TriggerReconciler.Tags(
                resources(newest), Kinds.IMAGE_STREAM, new SourceTags(streams), _ -> false),
            workloads,
            followed,
            rights,
            new EventRecorder(recorded, Kinds.EVENT, "triggers", () -> KindsFixture.NOW),
            () -> KindsFixture.NOW,
            new WorkQueue(Duration.ofMillis(10), Duration.ofMillis(100), System::nanoTime))
        .start(loops, 2);
  }

  private static String image(String digit) {
    return "quay.io/x/y@sha256:" + digit.repeat(64);
  }

  private void move(String tag, String digit) {
    ObjectNode stream =
        KindsFixture.yaml(
            """
            metadata: {name: app, namespace: demo}
            spec: {}
            status:
              dockerImageRepository: registry.weir.invalid/demo/app
              tags:
              - tag: %s
                items:
                - {created: '2026-01-01T00:00:00Z', dockerImageReference: '%s', image: 'sha256:%s', generation: 1}
            """
                .formatted(tag, image(digit), digit.repeat(64)));
    boolean absent = streams.list(KindsFixture.DEMO, ListOptions.ALL).items().isEmpty();
    if (absent) {
      streams.create(KindsFixture.DEMO, stream, WriteOptions.STORE);
    } else {
      streams.update(
          KindsFixture.DEMO,
          "app",
          old -> old.set("status", stream.get("status")),
          WriteOptions.STORE);
    }
  }

  private static String entry(String tag, String path) {
    return "{\"from\":{\"kind\":\"ImageStreamTag\",\"name\":\"app:%s\"},\"fieldPath\":\"%s\"}"
        .formatted(tag, path);
  }

  private ObjectNode deployment(String name, String triggers) {
    return kinds.create(
        "deployments",
        """
        metadata: {name: %s, annotations: {image.openshift.io/triggers: '%s'}}
        spec:
          selector: {matchLabels: {a: b}}
          template:
            metadata: {labels: {a: b}}
            spec: {containers: [{name: web, image: 'x/y:1'}, {name: side, image: 'x/z:1'}]}
        """
            .formatted(name, triggers));
  }

  private void awaitImage(String name, String image) {
    await()
        .untilAsserted(
            () ->
                assertThat(KindsFixture.at(kinds.get("deployments", name), IMAGE))
                    .isEqualTo(image));
  }

  private List<ObjectNode> events() {
    return kinds.rest("events").list(KindsFixture.DEMO, ListOptions.ALL).items().stream()
        .map(ApiObject::tree)
        .toList();
  }

  private List<String> warnings() {
    return log.list.stream()
        .filter(line -> line.getLevel().toString().equals("WARN"))
        .map(ILoggingEvent::getFormattedMessage)
        .toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "[{'from':{'kind':'ImageStreamTag','name':'app:live'},'fieldPath':"
            + "'spec.template.spec.containers[7].image'}] | TriggerMisplaced | names no container",
        "{} | TriggerUnreadable | is ignored: a JSON array is expected",
        "[{'from':{'kind':'ImageStreamTag','name':'app:none'},'fieldPath':'"
            + PATH
            + "'}]"
            + " | TriggerUnresolved | tag demo/app:none has no image",
      })
  void whatComesToNothingIsToldOnceByAnEventAndALine(String triggers, String reason, String text) {
    move("live", "a");
    ObjectNode web = deployment("web", triggers.replace('\'', '"'));
    follow(DEPLOYMENTS);

    await().untilAsserted(() -> assertThat(events()).hasSize(1));
    kinds.edit("deployments", "web", object -> Meta.setAnnotation(object, "note", "x"));
    deployment("other", "[" + entry("live", PATH) + "]");
    awaitImage("other", image("a"));

    assertThat(warnings()).singleElement().asString().contains("deployments.apps demo/web", text);
    ObjectNode event = events().getFirst();
    assertThat(event.at("/involvedObject/uid").asString()).isEqualTo(Meta.uid(web));
    assertThat(Json.string(event, "reason")).isEqualTo(reason);
    assertThat(Json.string(event, "message")).contains(text);
    assertThat(event.path("count").asInt(0)).isEqualTo(1);
  }

  @Test
  void anEventThatCouldNotBeKeptIsKeptLater() {
    recorded.refusals.add(ApiStatus.unavailable("not now"));
    recorded.refusals.add(ApiStatus.unavailable("nor now"));
    deployment("web", "{}");
    follow(DEPLOYMENTS);

    await().untilAsserted(() -> assertThat(events()).hasSize(1));
    assertThat(recorded.calls).containsExactly("create events", "create events", "create events");
    assertThat(warnings()).hasSize(1);
  }

  @Test
  void anEventThatIsRefusedForGoodIsNotTriedForEver() {
    move("live", "a");
    recorded.refusals.add(ApiStatus.forbidden("no Events for you"));
    deployment("web", "{}");
    follow(DEPLOYMENTS);
    await().untilAsserted(() -> assertThat(recorded.calls).hasSize(1));

    kinds.edit("deployments", "web", object -> Meta.setAnnotation(object, "note", "x"));
    deployment("other", "[" + entry("live", PATH) + "]");
    awaitImage("other", image("a"));
    assertThat(recorded.calls).hasSize(1);
    assertThat(warnings()).hasSize(1);
  }

  @Test
  void aProblemThatCameBackIsToldAgain() {
    move("live", "a");
    deployment("web", "{}");
    follow(DEPLOYMENTS);
    await().untilAsserted(() -> assertThat(warnings()).hasSize(1));

    set("web", "[" + entry("live", PATH) + "]");
    awaitImage("web", image("a"));
    set("web", "{}");

    await().untilAsserted(() -> assertThat(warnings()).hasSize(2));
    await()
        .untilAsserted(() -> assertThat(events().getFirst().path("count").asInt(0)).isEqualTo(2));
  }

  @Test
  void aTriggerThatMayNotMoveIsToldOnceHoweverOftenItsObjectChanges() {
    move("live", "a");
    deployment("web", "[" + entry("live", PATH) + "]");
    deployment("other", "[" + entry("live", PATH) + "]");
    follow(
        DEPLOYMENTS,
        (_, object, _) ->
            Meta.name(object).equals("web") ? Optional.of("not for you") : Optional.empty());
    awaitImage("other", image("a"));
    await().untilAsserted(() -> assertThat(warnings()).hasSize(1));

    for (int i = 0; i < 5; i++) {
      String note = "x" + i;
      kinds.edit("deployments", "web", object -> Meta.setAnnotation(object, "note", note));
    }
    move("live", "b");
    awaitImage("other", image("b"));
    await().until(() -> workloads.calls.stream().filter("get web"::equals).count() > 1);

    assertThat(warnings())
        .containsExactly(
            "deployments.apps demo/web: the trigger on demo/app:live does nothing: not for you");
    assertThat(events().getFirst().path("count").asInt(0)).isEqualTo(1);
    assertThat(KindsFixture.at(kinds.get("deployments", "web"), IMAGE)).isEqualTo("x/y:1");
  }

  @Test
  void whatAnotherObjectMadeFollowsNothingByItself() {
    move("live", "a");
    deployment("made", "[]");
    kinds.edit(
        "deployments",
        "made",
        object -> {
          Meta.setAnnotation(object, TriggerAnnotation.KEY, "[" + entry("live", PATH) + "]");
          Meta.of(object)
              .putArray("ownerReferences")
              .addObject()
              .put("apiVersion", "example.com/v1")
              .put("kind", "Rollout")
              .put("name", "owner")
              .put("uid", "1")
              .put("controller", true);
        });
    deployment("web", "[" + entry("live", PATH) + "]");
    follow(DEPLOYMENTS);
    awaitImage("web", image("a"));
    move("live", "b");
    awaitImage("web", image("b"));

    assertThat(KindsFixture.at(kinds.get("deployments", "made"), IMAGE)).isEqualTo("x/y:1");
  }

  private void set(String name, String triggers) {
    kinds.edit(
        "deployments", name, object -> Meta.setAnnotation(object, TriggerAnnotation.KEY, triggers));
  }

  @Test
  void aTagThatIsThereAlreadyIsNeverSaidToBeMissing() {
    for (int i = 0; i < 50; i++) {
      deployment("web" + i, "[" + entry("live", PATH) + "]");
    }
    move("live", "a");
    follow(DEPLOYMENTS);
    await()
        .untilAsserted(
            () ->
                assertThat(
                        kinds.rest("deployments").list(KindsFixture.DEMO, ListOptions.ALL).items())
                    .allSatisfy(
                        item ->
                            assertThat(KindsFixture.at(item.tree(), IMAGE)).isEqualTo(image("a"))));
    assertThat(warnings()).isEmpty();
  }

  @Test
  void aMoveLeavesItsCauseOnTheObjectBesideThoseOfOtherPlaces() {
    String side = "spec.template.spec.containers[1].image";
    move("live", "a");
    deployment("web", "[" + entry("live", PATH) + "," + entry("next", side) + "]");
    follow(DEPLOYMENTS);
    awaitImage("web", image("a"));

    move("next", "b");
    await().untilAsserted(() -> assertThat(causes("web")).hasSize(2));

    JsonNode first = causes("web").get(0);
    assertThat(first.path("tag").asString()).isEqualTo("demo/app:next");
    assertThat(first.path("at").asString()).isEqualTo(side);
    assertThat(first.path("from").asString()).isEqualTo("x/z:1");
    assertThat(first.path("to").asString()).isEqualTo(image("b"));
    assertThat(first.path("when").asString()).isEqualTo("2026-03-01T10:00:00Z");
    assertThat(first.path("tagged").asString()).isEqualTo("2026-01-01T00:00:00Z");
    assertThat(causes("web").get(1).path("to").asString()).isEqualTo(image("a"));
  }

  private JsonNode causes(String name) {
    return Json.parse(Meta.annotation(kinds.get("deployments", name), Cause.ANNOTATION));
  }

  @Test
  void aListThatComesAgainForgetsWhatIsGone() {
    move("live", "a");
    deployment("web", "[" + entry("live", PATH) + "]");
    deployment("other", "[" + entry("live", PATH) + "]");
    follow(DEPLOYMENTS);
    awaitImage("web", image("a"));
    awaitImage("other", image("a"));

    workloads.blind();
    kinds.delete("deployments", "web");
    workloads.calls.clear();
    workloads.breakWatches();
    await().until(() -> workloads.calls.contains("list deployments"));
    deployment("later", "[" + entry("live", PATH) + "]");
    awaitImage("later", image("a"));
    move("live", "b");
    awaitImage("other", image("b"));
    awaitImage("later", image("b"));

    assertThat(workloads.calls).contains("get other").doesNotContain("get web");
  }

  @Test
  void aKindWithTriggersOfItsOwnIsCarriedOutByASubresource() {
    gadgets.create(
        KindsFixture.DEMO,
        KindsFixture.yaml("{metadata: {name: g, namespace: demo}, from: {name: 'app:live'}}"),
        WriteOptions.STORE);
    follow(List.of(new Gadgets()));
    move("live", "a");
    await().untilAsserted(() -> assertThat(gadgets.started).containsExactly(image("a")));
    move("live", "b");
    await()
        .untilAsserted(() -> assertThat(gadgets.started).containsExactly(image("a"), image("b")));
  }
}
