package dev.weir.why;

import static dev.weir.why.TestTags.NOON;
import static dev.weir.why.TestTags.digest;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.follower.KindWithTriggers;
import dev.weir.follower.MoveRights;
import dev.weir.follower.TriggeredKind;
import dev.weir.image.OwnRegistry;
import dev.weir.imagestream.TagEvent.Origin;
import dev.weir.platform.openshift.OpenShiftKinds;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import dev.weir.trigger.Annotated;
import dev.weir.why.Followed.State;
import dev.weir.workload.PodPaths;
import dev.weir.workload.WorkloadKind;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

class PodReasonsTest {
  private static final WorkloadKind DEPLOYMENTS = PodPaths.workload(Kinds.DEPLOYMENT).orElseThrow();
  private static final WorkloadKind REPLICA_SETS =
      PodPaths.workload(Kinds.REPLICA_SET).orElseThrow();
  private static final String HOST = "registry.example:5000";

  private final TestTags tags = new TestTags();
  private MoveRights rights = (_, _, _) -> Optional.empty();

  private static ObjectNode json(String text) {
    return Json.parseObject(Json.bytes(Json.parse(text.replace('\'', '"'))));
  }

  private static String image(char hex) {
    return HOST + "/demo/app@" + digest(hex);
  }

  /** A deployment with one container {@code web}. */
  private static ObjectNode deployment(String image) {
    return json(
        ("{'metadata':{'name':'web','namespace':'demo','uid':'u1'},"
                + "'spec':{'template':{'spec':{'containers':[{'name':'web','image':'%s'}]}}}}")
            .formatted(image));
  }

  private static void follow(ObjectNode object, String tag, String path, boolean paused) {
    String before = Meta.annotation(object, "image.openshift.io/triggers");
    ArrayNode all = before.isEmpty() ? Json.array() : (ArrayNode) Json.parse(before);
    ObjectNode trigger = Json.object();
    trigger.putObject("from").put("kind", "ImageStreamTag").put("name", tag);
    trigger.put("fieldPath", "spec.template.spec." + path + ".image").put("paused", paused);
    all.add(trigger);
    Meta.setAnnotation(object, "image.openshift.io/triggers", Json.text(all));
  }

  private static void follow(ObjectNode object, String tag) {
    follow(object, tag, "containers[?(@.name==\"web\")]", false);
  }

  private Following following(TriggeredKind kind) {
    return new Following(kind, Optional.of(kind), rights, "");
  }

  private ObjectReason why(WorkloadKind kind, ObjectNode object, KindWithTriggers triggers) {
    Optional<TriggeredKind> moves =
        triggers instanceof TriggeredKind moving ? Optional.of(moving) : Optional.empty();
    Following following = new Following(triggers, moves, rights, "");
    return reasons()
        .of(
            new PodReasons.Pods(new Subject(kind.kind(), object, false), kind),
            List.of(),
            Optional.of(following));
  }

  private ObjectReason why(ObjectNode deployment) {
    return why(DEPLOYMENTS, deployment, new Annotated(DEPLOYMENTS));
  }

  private PodReasons reasons() {
    ShownTags shown = new ShownTags(tags, HOST, host -> host.equals("old.example"));
    return new PodReasons(new ImageReasons(tags, shown, NOON.plus(Duration.ofHours(1))));
  }

  private static State state(ObjectReason reason) {
    return reason.images().getFirst().followed().map(Followed::state).orElseThrow();
  }

  @Test
  void eachContainerIsToldWithTheTagThatMovesIt() {
    tags.moved("app:v1", 'a', 1, Origin.push("ann")).moved("app:v2", 'b', 2, Origin.push("bob"));
    ObjectNode object = deployment(image('a'));
    ObjectNode spec = (ObjectNode) object.at("/spec/template/spec");
    spec.putArray("initContainers").addObject().put("name", "setup").put("image", image('b'));
    spec.putArray("volumes")
        .addObject()
        .put("name", "data")
        .putObject("image")
        .put("reference", "quay.io/x/y:1");
    follow(object, "app:v1");
    follow(object, "app:v2", "initContainers[0]", false);

    ObjectReason reason = why(object);

    assertThat(reason.images().stream().map(ImageReason::where))
        .containsExactly("init container setup", "container web", "volume data");
    assertThat(reason.images().stream().map(it -> it.followed().map(f -> f.tag().toString())))
        .containsExactly(Optional.of("demo/app:v2"), Optional.of("demo/app:v1"), Optional.empty());
    assertThat(reason.images().get(1).chain().moves().getFirst().event().origin().user())
        .isEqualTo("ann");
    assertThat(reason.problems()).isEmpty();
  }

  @Test
  void anImageIsTheSameByEachNameOfTheRegistry() {
    tags.moved("app:v1", 'a', 1, Origin.push("ann"));
    for (String host : List.of(HOST, "old.example", OwnRegistry.HOST)) {
      ObjectNode object = deployment(host + "/demo/app@" + digest('a'));
      follow(object, "app:v1");
      assertThat(state(why(object))).as(host).isEqualTo(State.CURRENT);
    }
  }

  @Test
  void anImageThatIsNotThereYetIsBehindOrRefused() {
    tags.moved("app:v1", 'a', 1, Origin.push("ann")).moved("app:v1", 'b', 2, Origin.push("bob"));
    ObjectNode object = deployment(image('a'));
    follow(object, "app:v1");

    ImageReason behind = why(object).images().getFirst();
    assertThat(behind.followed().orElseThrow().state()).isEqualTo(State.BEHIND);
    assertThat(behind.followed().orElseThrow().wants()).isEqualTo(image('b'));
    assertThat(behind.chain().moves().getFirst().past().newest()).isFalse();

    rights = (_, _, _) -> Optional.of("not any more");
    Followed refused = why(object).images().getFirst().followed().orElseThrow();
    assertThat(refused.state()).isEqualTo(State.REFUSED);
    assertThat(refused.message()).isEqualTo("not any more");
  }

  @Test
  void aPausedTriggerCountsLessThanOneThatIsActive() {
    tags.moved("app:v1", 'a', 1, Origin.push("ann")).moved("app:v2", 'b', 1, Origin.push("ann"));
    ObjectNode object = deployment(image('b'));
    follow(object, "app:v1", "containers[0]", true);
    follow(object, "app:v2");

    Followed followed = why(object).images().getFirst().followed().orElseThrow();

    assertThat(followed.tag().toString()).isEqualTo("demo/app:v2");
    assertThat(followed.state()).isEqualTo(State.CURRENT);
  }

  @Test
  void aTriggerThatMovesNothingIsAProblemAndNoImage() {
    tags.moved("app:v1", 'a', 1, Origin.push("ann"));
    ObjectNode object = deployment("x/y:1");
    follow(object, "app:v1", "containers[?(@.name==\"gone\")]", false);

    ObjectReason reason = why(object);

    assertThat(reason.problems())
        .singleElement()
        .asString()
        .startsWith("the trigger on demo/app:v1 moves nothing: ")
        .contains("names no container");
    assertThat(reason.images().getFirst().followed()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{", "7", "{}", "[{}]", "[[]]", "null", "[{\"from\":7,\"fieldPath\":\"x\"}]"})
  void aTriggerAnnotationThatIsGarbageStopsNoAnswer(String garbage) {
    ObjectNode object = deployment("x/y:1");
    Meta.setAnnotation(object, "image.openshift.io/triggers", garbage);

    assertThat(why(object).images())
        .singleElement()
        .satisfies(image -> assertThat(image.followed()).isEmpty());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "[]",
        "[7, null, {}]",
        // another tag
        "[{'tag':'demo/app:other','to':'IMAGE','when':'2026-11-30T12:30:00Z','by':'mallory'}]",
        // another image
        "[{'tag':'demo/app:v1','to':'quay.io/x:1','when':'2026-11-30T12:30:00Z'}]",
        // before the tag had it, and after now
        "[{'tag':'demo/app:v1','to':'IMAGE','when':'2026-11-30T11:00:00Z'}]",
        "[{'tag':'demo/app:v1','to':'IMAGE','when':'2030-01-01T00:00:00Z'}]",
        "[{'tag':'demo/app:v1','to':'IMAGE','when':'noon'}]",
      })
  void aCauseThatDoesNotFitWhatIsStoredIsNotBelieved(String cause) {
    tags.moved("app:v1", 'a', 1, Origin.push("ann"));
    ObjectNode object = deployment(image('a'));
    follow(object, "app:v1");
    Meta.setAnnotation(
        object, "weir.dev/cause", cause.replace('\'', '"').replace("IMAGE", image('a')));

    ImageReason reason = why(object).images().getFirst();

    assertThat(reason.moved()).isEmpty();
    assertThat(reason.chain().moves().getFirst().event().origin()).isEqualTo(Origin.push("ann"));
  }

  @Test
  void aCauseThatFitsSaysWhenTheObjectMovedAndNothingOfWhoMovedTheTag() {
    tags.moved("app:v1", 'a', 1, Origin.push("ann"));
    ObjectNode object = deployment(image('a'));
    follow(object, "app:v1");
    Meta.setAnnotation(
        object,
        "weir.dev/cause",
        "[{\"tag\":\"demo/app:v1\",\"to\":\"%s\",\"from\":\"x/y:1\",\"when\":\"2026-11-30T12:02:00Z\",\"how\":\"tag\",\"by\":\"mallory\"}]"
            .formatted(image('a')));

    ImageReason reason = why(object).images().getFirst();

    assertThat(reason.moved())
        .contains(new ImageReason.Moved(NOON.plus(Duration.ofMinutes(2)), "x/y:1"));
    assertThat(reason.chain().moves().getFirst().event().origin()).isEqualTo(Origin.push("ann"));
  }

  @Test
  void thousandsOfContainersAreCountedAndTheFirstTold() {
    tags.moved("app:v1", 'a', 1, Origin.push("ann"));
    ObjectNode object = deployment(image('a'));
    ArrayNode containers = (ArrayNode) object.at("/spec/template/spec/containers");
    for (int i = 0; i < 5000; i++) {
      containers.addObject().put("name", "c" + i).put("image", image('a'));
    }
    follow(object, "app:v1");

    ObjectReason reason = why(object);

    assertThat(reason.images()).hasSize(PodReasons.MOST);
    assertThat(reason.omitted()).isEqualTo(4901);
    assertThat(reason.images().getLast().tags()).containsExactly(TestTags.tag("app:v1"));
  }

  @Test
  void whatAnotherObjectMadeIsToldByWhatMovesThatOne() {
    tags.moved("app:v1", 'a', 1, Origin.push("ann")).moved("app:v1", 'b', 2, Origin.push("bob"));
    ObjectNode owner = deployment(image('b'));
    follow(owner, "app:v1");
    ObjectNode old = deployment(image('a'));
    Meta.of(old).put("name", "web-1");
    Meta.of(old)
        .putArray("ownerReferences")
        .addObject()
        .put("kind", "Deployment")
        .put("controller", true);
    follow(old, "app:other");

    ObjectReason reason =
        reasons()
            .of(
                new PodReasons.Pods(new Subject(Kinds.REPLICA_SET, old, false), REPLICA_SETS),
                List.of(
                    new PodReasons.Pods(new Subject(Kinds.DEPLOYMENT, owner, false), DEPLOYMENTS)),
                Optional.of(following(new Annotated(DEPLOYMENTS))));

    assertThat(reason.owners()).containsExactly("deployments.apps/web");
    Followed followed = reason.images().getFirst().followed().orElseThrow();
    assertThat(followed.tag().toString()).isEqualTo("demo/app:v1");
    assertThat(followed.state()).isEqualTo(State.BEHIND);
    assertThat(followed.message()).startsWith("deployments.apps/web is what moves");
    assertThat(reason.images().getFirst().chain().moves().getFirst().event().origin().user())
        .isEqualTo("ann");
    assertThat(why(REPLICA_SETS, old, new Annotated(REPLICA_SETS)).images().getFirst().followed())
        .as("by itself it follows nothing")
        .isEmpty();
  }

  @Test
  void aDeploymentConfigNamesItsContainers() {
    tags.moved("app:v1", 'a', 1, Origin.push("ann"));
    ObjectNode config = deployment(image('a'));
    ((ObjectNode) config.get("spec"))
        .set(
            "triggers",
            Json.parse(
                """
                [{"type":"ImageChange","imageChangeParams":{"automatic":true,
                  "containerNames":["web"],"from":{"kind":"ImageStreamTag","name":"app:v1"}}}]
                """));
    WorkloadKind kind = PodPaths.workload(Kinds.DEPLOYMENT_CONFIG).orElseThrow();
    KindWithTriggers triggers =
        OpenShiftKinds.WITH_TRIGGERS.stream()
            .filter(it -> it.kind().equals(Kinds.DEPLOYMENT_CONFIG))
            .findFirst()
            .orElseThrow();

    ObjectReason reason = why(kind, config, triggers);

    assertThat(reason.images().getFirst().followed().map(f -> f.tag().toString()))
        .contains("demo/app:v1");
    assertThat(reason.problems()).isEmpty();
  }

  @Test
  void aHiddenTagTellsNeitherWhatItIsNorWhetherItIsThere() {
    tags.moved("theirs/app:v1", 'a', 1, Origin.push("ann")).hide("theirs");
    ObjectNode object = deployment(image('a'));
    follow(object, "app:v1");
    String text =
        Meta.annotation(object, "image.openshift.io/triggers")
            .replace("\"name\":\"app:v1\"", "\"namespace\":\"theirs\",\"name\":\"app:v1\"");
    Meta.setAnnotation(object, "image.openshift.io/triggers", text);

    ImageReason there = why(object).images().getFirst();
    Meta.setAnnotation(object, "image.openshift.io/triggers", text.replace("app:v1", "app:v9"));
    ImageReason missing = why(object).images().getFirst();

    for (ImageReason reason : List.of(there, missing)) {
      assertThat(reason.followed().orElseThrow().state()).isEqualTo(State.HIDDEN);
      assertThat(reason.followed().orElseThrow().wants()).isEmpty();
      assertThat(reason.chain()).isEqualTo(Chain.NONE);
      assertThat(reason.tags()).isEmpty();
    }
  }
}
