package dev.weir.platform.openshift.deployment;

import static dev.weir.platform.core.KindsFixture.at;
import static dev.weir.platform.core.KindsFixture.problems;
import static dev.weir.platform.core.KindsFixture.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.follower.TagLookup;
import dev.weir.follower.Trigger;
import dev.weir.objects.Rest;
import dev.weir.objects.WriteOptions;
import dev.weir.platform.core.KindsFixture;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

/** Asking for a rollout, and for an earlier version. */
class InstantiateTest {
  private static final String PLURAL = "deploymentconfigs";
  private static final String A = "own:5000/demo/app@sha256:" + "a".repeat(64);
  private static final String B = "own:5000/demo/app@sha256:" + "b".repeat(64);

  private final KindsFixture kinds = new KindsFixture();
  private final Map<String, String> newest = new HashMap<>();
  private Optional<String> refused = Optional.empty();
  private final Rest configs =
      new DeploymentConfigRest(
          kinds.context,
          new TagLookup() {
            @Override
            public Optional<String> newest(Trigger.TagKey tag) {
              return Optional.ofNullable(newest.get(tag.nameInNamespace()));
            }

            @Override
            public boolean isOwnHost(String host) {
              return false;
            }
          },
          (_, _, _) -> refused);

  @BeforeEach
  void tagged() {
    newest.put("app:v1", A);
  }

  @AfterEach
  void close() {
    kinds.close();
  }

  private static String trigger(String more) {
    return "{type: ImageChange, imageChangeParams: {from: {kind: ImageStreamTag, name: 'app:v1'},"
        + " containerNames: [web]"
        + more
        + "}}";
  }

  private void config(String triggers) {
    kinds.create(
        PLURAL,
        """
        metadata: {name: web}
        spec:
          template:
            metadata: {labels: {a: b}}
            spec: {containers: [{name: web, image: 'x/y:1'}]}
          triggers: [%s]
        """
            .formatted(triggers));
  }

  private ObjectNode stored() {
    return kinds.get(PLURAL, "web");
  }

  private ObjectNode ask(String subresource, String body, WriteOptions options) {
    ObjectNode request = KindsFixture.yaml(body);
    Meta.of(request).put("name", "web").put("namespace", "demo");
    return configs.subresource(subresource).create(KindsFixture.DEMO, request, options).tree();
  }

  private ObjectNode instantiate(String body) {
    return ask("instantiate", body, WriteOptions.STORE);
  }

  /** The controller of the newest version, as the loop makes it. */
  private void begun() {
    ObjectNode controller = NewController.of(new RolloutState(stored(), List.of()));
    kinds.create("replicationcontrollers", Json.text(controller));
  }

  @Test
  void whoForcesItGetsTheNewestImagesAndTheNextVersionInOneWrite() {
    config(trigger(""));

    ObjectNode answer = instantiate("{name: web, latest: true, force: true}");

    assertThat(answer).isEqualTo(stored());
    assertThat(at(answer, "/spec/template/spec/containers/0/image")).isEqualTo(A);
    assertThat(at(answer, "/spec/triggers/0/imageChangeParams/lastTriggeredImage")).isEqualTo(A);
    assertThat(at(answer, "/status/latestVersion")).isEqualTo("1");
    assertThat(at(answer, "/status/details"))
        .isEqualTo("{\"message\":\"manual change\",\"causes\":[{\"type\":\"Manual\"}]}");
  }

  @Test
  void whoAsksForItAgainKeepsTheImages() {
    config(trigger(""));
    instantiate("{latest: true, force: true}");
    newest.put("app:v1", B);

    ObjectNode again = instantiate("{latest: false, force: true}");

    assertThat(at(again, "/spec/template/spec/containers/0/image")).isEqualTo(A);
    assertThat(at(again, "/status/latestVersion")).isEqualTo("2");
  }

  @Test
  void withoutForceOnlyWhatIsNewIsRolledOutAndItIsTheCause() {
    config("{type: ConfigChange}, " + trigger(", automatic: true"));
    ObjectNode first = instantiate("{latest: true}");
    assertThat(at(first, "/status/details"))
        .isEqualTo(
            "{\"message\":\"image change\",\"causes\":[{\"type\":\"ImageChange\","
                + "\"imageTrigger\":{\"from\":{\"kind\":\"ImageStreamTag\",\"namespace\":\"demo\","
                + "\"name\":\"app:v1\"}}}]}");
    begun();

    ObjectNode nothing = instantiate("{latest: true}");
    assertThat(Json.text(nothing))
        .isEqualTo(
            "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"metadata\":{},\"message\":\"deployment"
                + " config \\\"web\\\" cannot be instantiated\",\"code\":204}");
    assertThat(at(stored(), "/status/latestVersion")).isEqualTo("1");

    newest.put("app:v1", B);
    assertThat(at(instantiate("{latest: true, excludeTriggers: [ImageChange]}"), "/code"))
        .isEqualTo("204");
    assertThat(at(instantiate("{latest: true}"), "/status/latestVersion")).isEqualTo("2");
    begun();

    kinds.edit(
        PLURAL,
        "web",
        config ->
            ((ObjectNode) config.at("/spec/template/spec/containers/0"))
                .put("imagePullPolicy", "Never"));
    assertThat(at(instantiate("{}"), "/status/details/message")).isEqualTo("config change");
  }

  @Test
  void withoutForceATriggerThatIsNotAutomaticIsNotAsked() {
    config(trigger(""));

    assertThat(refusal(() -> instantiate("{latest: true}")).code()).isEqualTo(400);
    assertThat(at(stored(), "/spec/template/spec/containers/0/image")).isEqualTo("x/y:1");
  }

  @Test
  void anImageThatIsMissingIsABadRequest() {
    newest.clear();
    config(trigger(", automatic: true"));

    var refusal = refusal(() -> instantiate("{latest: true, force: true}"));

    assertThat(refusal.code()).isEqualTo(400);
    assertThat(refusal.message())
        .isEqualTo("cannot trigger a deployment for \"web\" because it contains unresolved images");
    assertThat(at(stored(), "/status/latestVersion")).isEqualTo("0");
  }

  @Test
  void aPausedConfigIsInvalid() {
    config("");
    kinds.edit(PLURAL, "web", config -> ((ObjectNode) config.get("spec")).put("paused", true));

    var refusal = refusal(() -> instantiate("{latest: true, force: true}"));

    assertThat(refusal.code()).isEqualTo(422);
    assertThat(refusal.message())
        .contains("deployment config \"web\" is paused - unpause to request a new deployment");
  }

  @Test
  void aTriggerThatMayNotMoveIsForbidden() {
    config(trigger(", automatic: true"));
    refused = Optional.of("whoever set it has lost the right to pull there");

    var refusal = refusal(() -> instantiate("{latest: true, force: true}"));

    assertThat(refusal.code()).isEqualTo(403);
    assertThat(refusal.message()).contains("the trigger on demo/app:v1 moves nothing: whoever");
    assertThat(at(stored(), "/status/latestVersion")).isEqualTo("0");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{name: other} | 400 | the name in the body (other) does not match the name in the path",
        "{kind: BuildRequest} | 400 | does not match the expected kind (DeploymentRequest)",
        "{excludeTriggers: [Moon]} | 422 | excludeTriggers[0]: Unsupported value: \"Moon\"",
      })
  void aRequestThatMakesNoSenseIsRefused(String body, int code, String words) {
    config("");

    var refusal = refusal(() -> instantiate(body));

    assertThat(refusal.code()).isEqualTo(code);
    assertThat(refusal.message()).contains(words);
  }

  @Test
  void aConfigThatIsMissingIsNotFound() {
    assertThat(refusal(() -> instantiate("{latest: true, force: true}")).code()).isEqualTo(404);
    assertThat(refusal(() -> ask("rollback", "{}", WriteOptions.STORE)).code()).isEqualTo(404);
  }

  @Test
  void aDryRunStoresNothing() {
    config("");

    ObjectNode answer = ask("instantiate", "{latest: true, force: true}", new WriteOptions(true));

    assertThat(at(answer, "/status/latestVersion")).isEqualTo("1");
    assertThat(at(stored(), "/status/latestVersion")).isEqualTo("0");
  }

  @Test
  void manyWhoAskAtOnceGetAVersionEach() throws Exception {
    config("");
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<String> asking =
          () -> at(instantiate("{latest: true, force: true}"), "/status/latestVersion");
      List<Future<String>> answers =
          threads.invokeAll(IntStream.range(0, 8).mapToObj(_ -> asking).toList());
      assertThat(answers)
          .extracting(Future::get)
          .containsExactlyInAnyOrder("1", "2", "3", "4", "5", "6", "7", "8");
    }
    assertThat(at(stored(), "/status/latestVersion")).isEqualTo("8");
  }

  /** Three versions, of images x/y:1 to x/y:3. */
  private void threeVersions() {
    config("{type: ConfigChange}, " + trigger(", automatic: true, lastTriggeredImage: x"));
    newest.clear();
    for (int version = 1; version <= 3; version++) {
      String image = "x/y:" + version;
      kinds.edit(
          PLURAL,
          "web",
          config -> {
            ((ObjectNode) config.at("/spec/template/spec/containers/0")).put("image", image);
            ((ObjectNode) config.at("/spec/triggers/1/imageChangeParams"))
                .put("lastTriggeredImage", image);
          });
      instantiate("{force: true}");
      begun();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{includeTemplate: true} | x/y:2",
        "{includeTemplate: true, revision: 1} | x/y:1",
        "{includeTemplate: true, from: {name: web-1}} | x/y:1",
        "{includeStrategy: true} | x/y:3",
      })
  void anEarlierVersionIsAnsweredAndNotStored(String spec, String image) {
    threeVersions();
    ObjectNode before = stored();

    ObjectNode answer =
        ask("rollback", "{updatedAnnotations: {why: x}, spec: " + spec + "}", WriteOptions.STORE);

    assertThat(at(answer, "/spec/template/spec/containers/0/image")).isEqualTo(image);
    assertThat(at(answer, "/spec/triggers/1/imageChangeParams/automatic")).isEqualTo("false");
    assertThat(Meta.annotation(answer, "why")).isEqualTo("x");
    assertThat(stored()).isEqualTo(before);
    kinds.edit(PLURAL, "web", config -> config.setAll(answer));
    assertThat(at(stored(), "/spec/template/spec/containers/0/image")).isEqualTo(image);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{revision: 3} | version 3 is already the latest",
        "{revision: 9} | replicationcontrollers \"web-9\" not found",
        "{revision: -1} | must be greater than or equal to 0",
        "{from: {name: nobody}} | replicationcontrollers \"nobody\" not found",
      })
  void aVersionThatIsNotThereIsInvalid(String spec, String words) {
    threeVersions();

    assertThat(problems(() -> ask("rollback", "{spec: " + spec + "}", WriteOptions.STORE)))
        .singleElement()
        .asString()
        .startsWith("spec.revision: ")
        .endsWith(words);
  }

  @Test
  void thereIsNothingToGoBackToAtTheBeginning() {
    config("");
    assertThat(problems(() -> ask("rollback", "{}", WriteOptions.STORE)).getFirst())
        .contains("cannot rollback an undeployed config");

    instantiate("{force: true}");
    begun();
    assertThat(problems(() -> ask("rollback", "{}", WriteOptions.STORE)).getFirst())
        .contains("no previous deployment exists for \"demo/web\"");
  }

  @Test
  void aControllerOfAnotherConfigIsNoVersion() {
    threeVersions();
    kinds.create(
        "replicationcontrollers",
        "{metadata: {name: other-1}, spec: {selector: {a: b}, template: {metadata: {labels:"
            + " {a: b}}, spec: {containers: [{name: c, image: x}]}}}}");

    assertThat(
            problems(() -> ask("rollback", "{spec: {from: {name: other-1}}}", WriteOptions.STORE))
                .getFirst())
        .contains("\"other-1\" is not of this deployment config");
  }
}
