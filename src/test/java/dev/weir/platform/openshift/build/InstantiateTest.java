package dev.weir.platform.openshift.build;

import static dev.weir.platform.core.KindsFixture.at;
import static dev.weir.platform.core.KindsFixture.problems;
import static dev.weir.platform.core.KindsFixture.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.objects.ListOptions;
import dev.weir.objects.WriteOptions;
import dev.weir.platform.core.KindsFixture;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

/** What {@code instantiate} and {@code clone} make (controllers-and-access.md 3.3 and 3.4). */
class InstantiateTest {
  private static final String CONFIG =
      """
      metadata: {name: app, labels: {team: blue}, annotations: {note: mine}}
      spec:
        source: {git: {uri: 'https://git.example/a', ref: main}}
        strategy: {sourceStrategy: {from: {name: 'base:1'}, env: [{name: A, value: '1'}, {name: B, value: '2'}]}}
        output: {to: {kind: ImageStreamTag, name: 'app:latest'}}
        completionDeadlineSeconds: 60
        triggers: [{type: ImageChange}, {type: ImageChange, imageChange: {from: {kind: ImageStreamTag, name: 'side:1', namespace: other}}}]
      """;
  private static final String BY_IMAGE =
      "{triggeredByImage: {kind: DockerImage, name: '%s'}, from: {kind: ImageStreamTag, name:"
          + " 'base:1'}, triggeredBy: [{message: Image change}]}";

  private final FakeImages images = new FakeImages();
  private final KindsFixture kinds = new KindsFixture(images);

  @BeforeEach
  void configure() {
    images.move("demo/base:1", "a");
    images.move("other/side:1", "b");
    kinds.create("buildconfigs", CONFIG);
  }

  @AfterEach
  void close() {
    kinds.close();
  }

  private ObjectNode post(String plural, String name, String subresource, String request) {
    ObjectNode body = KindsFixture.yaml(request);
    Meta.of(body).put("name", name);
    return kinds
        .rest(plural)
        .subresource(subresource)
        .create(KindsFixture.DEMO, body, WriteOptions.STORE)
        .copy();
  }

  private ObjectNode start(String request) {
    return post("buildconfigs", "app", "instantiate", request);
  }

  private ObjectNode clone(String name, String request) {
    return post("builds", name, "clone", request);
  }

  private ObjectNode config() {
    return kinds.get("buildconfigs", "app");
  }

  private List<String> builds() {
    return kinds.rest("builds").list(KindsFixture.DEMO, ListOptions.ALL).items().stream()
        .map(build -> Meta.name(build.tree()))
        .toList();
  }

  @Test
  void aBuildSaysWhoseItIsAndWithWhatItIsMade() {
    ObjectNode build = start("{metadata: {labels: {x: y}, annotations: {why: because}}}");

    assertThat(Meta.name(build)).isEqualTo("app-1");
    assertThat(Meta.labels(build))
        .containsOnly(
            java.util.Map.entry("team", "blue"),
            java.util.Map.entry("x", "y"),
            java.util.Map.entry("buildconfig", "app"),
            java.util.Map.entry("openshift.io/build-config.name", "app"),
            java.util.Map.entry("openshift.io/build.start-policy", "Serial"));
    assertThat(Meta.annotations(build))
        .containsOnly(
            java.util.Map.entry("why", "because"),
            java.util.Map.entry("openshift.io/build-config.name", "app"),
            java.util.Map.entry("openshift.io/build.number", "1"));
    assertThat(at(build, "/metadata/ownerReferences"))
        .isEqualTo(
            "[{\"apiVersion\":\"build.openshift.io/v1\",\"kind\":\"BuildConfig\",\"name\":\"app\","
                + "\"uid\":\""
                + Meta.uid(config())
                + "\",\"controller\":true}]");
    assertThat(at(build, "/spec/serviceAccount")).isEqualTo("builder");
    assertThat(at(build, "/spec/strategy/sourceStrategy/from"))
        .isEqualTo("{\"kind\":\"DockerImage\",\"name\":\"" + FakeImages.spec("a") + "\"}");
    assertThat(at(build, "/spec/output/to/name")).isEqualTo("app:latest");
    assertThat(at(build, "/spec/completionDeadlineSeconds")).isEqualTo("60");
    assertThat(at(build, "/spec/triggeredBy")).isEqualTo("[{\"message\":\"Manually triggered\"}]");
    assertThat(build.at("/spec").has("triggers")).isFalse();
    assertThat(at(build, "/status/phase")).isEqualTo("New");
    assertThat(at(build, "/status/config"))
        .isEqualTo("{\"kind\":\"BuildConfig\",\"namespace\":\"demo\",\"name\":\"app\"}");
    assertThat(at(build, "/status/conditions/0/type")).isEqualTo("New");
    assertThat(at(build, "/status/conditions/0/status")).isEqualTo("True");
  }

  @Test
  void aBuildByHandUsesUpWhatHasMovedSoFar() {
    start("{}");

    ObjectNode config = config();
    assertThat(at(config, "/status/lastVersion")).isEqualTo("1");
    assertThat(at(config, "/spec/triggers/0/imageChange/lastTriggeredImageID"))
        .isEqualTo(FakeImages.spec("a"));
    assertThat(at(config, "/spec/triggers/1/imageChange/lastTriggeredImageID"))
        .isEqualTo(FakeImages.spec("b"));
    assertThat(at(config, "/status/imageChangeTriggers"))
        .isEqualTo(
            "[{\"lastTriggeredImageID\":\"%s\",\"from\":{\"name\":\"base:1\",\"namespace\":\"demo\"},\"lastTriggerTime\":\"2026-03-01T10:00:00Z\"},{\"lastTriggeredImageID\":\"%s\",\"from\":{\"name\":\"side:1\",\"namespace\":\"other\"},\"lastTriggerTime\":\"2026-03-01T10:00:00Z\"}]"
                .formatted(FakeImages.spec("a"), FakeImages.spec("b")));
  }

  @Test
  void theImageThatMadeTheRequestIsTheOneThatIsBuiltWith() {
    ObjectNode build = start(BY_IMAGE.formatted(FakeImages.spec("c")));

    assertThat(at(build, "/spec/strategy/sourceStrategy/from/name"))
        .isEqualTo(FakeImages.spec("c"));
    assertThat(at(config(), "/status/imageChangeTriggers/0/lastTriggeredImageID"))
        .isEqualTo(FakeImages.spec("c"));
  }

  @Test
  void oneImageStartsOneBuildHoweverOftenItIsTold() {
    start(BY_IMAGE.formatted(FakeImages.spec("a")));
    String sameElsewhere = FakeImages.spec("a").replace("registry:", "old:");

    for (String image : new String[] {FakeImages.spec("a"), sameElsewhere}) {
      var refused = refusal(() -> start(BY_IMAGE.formatted(image)));
      assertThat(refused.code()).isEqualTo(500);
      assertThat(refused.message())
          .contains("has already instantiated a build for image", "demo/base:1");
    }
    assertThat(builds()).containsExactly("app-1");
  }

  @ParameterizedTest
  @CsvSource({"true", "TRUE"})
  void nothingIsStartedOfAPausedConfig(String value) {
    kinds.edit(
        "buildconfigs",
        "app",
        app -> Meta.setAnnotation(app, "openshift.io/build-config.paused", value));

    var refused = refusal(() -> start("{}"));

    assertThat(refused.code()).isEqualTo(400);
    assertThat(refused.message()).contains("demo/app: it is paused");
  }

  @Test
  void whoKnowsAnOlderConfigIsTold() {
    start("{lastVersion: 0}");

    var refused = refusal(() -> start("{lastVersion: 0}"));

    assertThat(refused.code()).isEqualTo(400);
    assertThat(refused.message()).contains("LastVersion(1)", "LastVersion(0)", "demo/app");
    assertThat(refusal(() -> start("{lastVersion: x}")).code()).isEqualTo(400);
  }

  @Test
  void anImageThatIsNotThereIsNamed() {
    kinds.edit(
        "buildconfigs",
        "app",
        app ->
            ((ObjectNode) app.at("/spec/strategy/sourceStrategy/from")).put("name", "base:none"));

    assertThat(problems(() -> start("{}")))
        .containsExactly(
            "spec.strategy.sourceStrategy.from: Invalid value: \"base:none\": error resolving"
                + " ImageStreamTag base:none in namespace demo: it has no image");
    assertThat(builds()).isEmpty();
    assertThat(at(config(), "/status/lastVersion")).isEqualTo("0");
  }

  @Test
  void aFollowedTagThatIsNotBuiltFromNeedsNoImage() {
    kinds.edit(
        "buildconfigs",
        "app",
        app -> ((ObjectNode) app.at("/spec/triggers/1/imageChange/from")).put("name", "none:1"));

    start("{}");

    assertThat(config().at("/status/imageChangeTriggers")).hasSize(1);
  }

  @Test
  void aBuildWithoutASourceIsRefused() {
    kinds.create(
        "buildconfigs",
        "metadata: {name: files}\nspec: {source: {binary: {}}, strategy: {dockerStrategy: {}}}");

    assertThat(problems(() -> post("buildconfigs", "files", "instantiate", "{}")))
        .containsExactly(
            "spec.source: Invalid value: \"\": must provide a value for at least one source"
                + " input(git, binary, dockerfile, images)");
  }

  @Test
  void optionsOfTheRequestGoIntoTheBuildOnly() {
    ObjectNode build =
        start(
            "{env: [{name: B, value: '3'}, {name: C, value: '4'}], revision: {git: {commit: abc}},"
                + " sourceStrategyOptions: {incremental: true}, dockerStrategyOptions: {}}");

    assertThat(at(build, "/spec/strategy/sourceStrategy/env"))
        .isEqualTo(
            "[{\"name\":\"A\",\"value\":\"1\"},{\"name\":\"B\",\"value\":\"3\"},{\"name\":\"C\",\"value\":\"4\"}]");
    assertThat(at(build, "/spec/strategy/sourceStrategy/incremental")).isEqualTo("true");
    assertThat(at(build, "/spec/revision/git/commit")).isEqualTo("abc");
    assertThat(config().at("/spec/strategy/sourceStrategy/env")).hasSize(2);
    var refused = refusal(() -> start("{dockerStrategyOptions: {noCache: true}}"));
    assertThat(refused.code()).isEqualTo(400);
    assertThat(refused.message()).contains("strategy Docker", "strategy is Source");
    assertThat(problems(() -> start("{env: [{value: x}]}")))
        .containsExactly("env[0].name: Required value");
    assertThat(problems(() -> start("{env: [{name: A=B}]}")))
        .containsExactly(
            "env[0].name: Invalid value: \"A=B\": a name of a variable may not contain '='");
    assertThat(problems(() -> start("{binary: {asFile: x}}")))
        .singleElement()
        .asString()
        .startsWith("binary: Invalid value: \"\": Weir keeps no files for a build");
  }

  @Test
  void whatARequestSaysReplacesNothingOfTheServers() {
    ObjectNode build =
        start(
            "{metadata: {labels: {buildconfig: x, openshift.io/build.start-policy: Parallel},"
                + " annotations: {openshift.io/build.number: '9', weir.dev/builder: me}}}");

    assertThat(Meta.labels(build))
        .containsEntry("buildconfig", "app")
        .containsEntry("openshift.io/build.start-policy", "Serial");
    assertThat(Meta.annotations(build))
        .containsEntry("openshift.io/build.number", "1")
        .doesNotContainKey("weir.dev/builder");
  }

  @Test
  void startsAtOnceGetDifferentNumbers() throws Exception {
    List<Future<ObjectNode>> started = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 8; i++) {
        started.add(threads.submit(() -> start("{}")));
      }
    }
    List<String> names = new ArrayList<>();
    for (Future<ObjectNode> one : started) {
      names.add(Meta.name(one.get()));
    }

    assertThat(names)
        .containsExactlyInAnyOrder(
            "app-1", "app-2", "app-3", "app-4", "app-5", "app-6", "app-7", "app-8");
    assertThat(at(config(), "/status/lastVersion")).isEqualTo("8");
  }

  @Test
  void aNameThatIsTakenIsPassedOver() {
    kinds.create(
        "builds",
        "metadata: {name: app-1}\nspec: {source: {dockerfile: x}, strategy: {dockerStrategy: {}}}");

    assertThat(Meta.name(start("{}"))).isEqualTo("app-2");
    assertThat(at(config(), "/status/lastVersion")).isEqualTo("2");
  }

  @Test
  void aDryRunStartsNothing() {
    ObjectNode body = KindsFixture.yaml("{metadata: {name: app}}");
    ObjectNode build =
        kinds
            .rest("buildconfigs")
            .subresource("instantiate")
            .create(KindsFixture.DEMO, body, new WriteOptions(true))
            .copy();

    assertThat(Meta.name(build)).isEqualTo("app-1");
    assertThat(builds()).isEmpty();
    assertThat(at(config(), "/status/lastVersion")).isEqualTo("0");
  }

  @Test
  void aBuildIsBuiltAgainWithTheSameImages() {
    start("{}");
    images.move("demo/base:1", "c");

    ObjectNode again = clone("app-1", "{env: [{name: A, value: '9'}]}");

    assertThat(Meta.name(again)).isEqualTo("app-2");
    assertThat(Meta.annotations(again))
        .containsEntry("openshift.io/build.clone-of", "app-1")
        .containsEntry("openshift.io/build.number", "2");
    assertThat(at(again, "/spec/strategy/sourceStrategy/from/name"))
        .isEqualTo(FakeImages.spec("a"));
    assertThat(at(again, "/spec/strategy/sourceStrategy/env/1/value")).isEqualTo("9");
    assertThat(at(again, "/status/phase")).isEqualTo("New");
    assertThat(at(config(), "/status/lastVersion")).isEqualTo("2");
    assertThat(at(config(), "/status/imageChangeTriggers/0/lastTriggeredImageID"))
        .isEqualTo(FakeImages.spec("a"));
  }

  @Test
  void aBuildOfNoConfigIsBuiltAgainUnderAnotherName() {
    kinds.create(
        "builds",
        "metadata: {name: own}\nspec: {source: {dockerfile: x}, strategy: {dockerStrategy: {}}}");

    ObjectNode again = clone("own", "{}");

    assertThat(Meta.name(again)).matches("own-[0-9a-f]{5}");
    assertThat(Meta.annotation(again, "openshift.io/build.clone-of")).isEqualTo("own");
    assertThat(refusal(() -> clone("nobody", "{}")).code()).isEqualTo(404);
    assertThat(refusal(() -> post("buildconfigs", "nobody", "instantiate", "{}")).code())
        .isEqualTo(404);
  }

  @Test
  void longNamesAreShortened() {
    String name = "a".repeat(62) + ".b" + "c".repeat(189);
    kinds.create("buildconfigs", CONFIG.replace("name: app,", "name: " + name + ","));

    ObjectNode build = post("buildconfigs", name, "instantiate", "{}");

    assertThat(Meta.name(build)).hasSize(253).startsWith("a".repeat(62)).endsWith("-1");
    assertThat(Meta.labels(build)).containsEntry("buildconfig", "a".repeat(62));
    assertThat(Meta.annotation(build, "openshift.io/build-config.name")).isEqualTo(name);
  }

  @Test
  void aFileThatIsWrittenAgainForgetsNothing() {
    start("{}");
    ObjectNode file = KindsFixture.yaml(CONFIG);
    Meta.of(file).put("namespace", "demo");

    kinds
        .rest("buildconfigs")
        .update(KindsFixture.DEMO, "app", _ -> file.deepCopy(), WriteOptions.STORE);

    assertThat(at(config(), "/status/lastVersion")).isEqualTo("1");
    assertThat(config().at("/status/imageChangeTriggers")).hasSize(2);
    assertThat(at(config(), "/spec/triggers/0/imageChange/lastTriggeredImageID"))
        .isEqualTo(FakeImages.spec("a"));

    ((ObjectNode) file.get("spec")).set("triggers", Json.array());
    kinds
        .rest("buildconfigs")
        .update(KindsFixture.DEMO, "app", _ -> file.deepCopy(), WriteOptions.STORE);

    assertThat(config().at("/status").has("imageChangeTriggers")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"9223372036854775806", "2147483648", "-1", "x", "1.5"})
  void theNumberOfABuildIsOneThatBuildsCanHave(String number) {
    assertThat(
            problems(
                () ->
                    kinds.create(
                        "buildconfigs",
                        CONFIG.replace("name: app,", "name: big,")
                            + "status: {lastVersion: %s}".formatted(number))))
        .singleElement()
        .asString()
        .startsWith("status.lastVersion: Invalid value: ")
        .contains("must be a whole number from 0 to 2147483647");
  }

  @Test
  void afterTheLastNumberNoBuildIsStarted() {
    kinds.edit(
        "buildconfigs",
        "app",
        app -> Json.ensureObject(app, "status").put("lastVersion", 2147483646));

    assertThat(Meta.name(start("{}"))).isEqualTo("app-2147483647");
    var refused = refusal(() -> start("{}"));
    assertThat(refused.code()).isEqualTo(409);
    assertThat(refused.message()).contains("\"app\"", "used up", "under another name");
    assertThat(refusal(() -> clone("app-2147483647", "{}")).code()).isEqualTo(409);
    assertThat(builds()).containsExactly("app-2147483647");
  }
}
