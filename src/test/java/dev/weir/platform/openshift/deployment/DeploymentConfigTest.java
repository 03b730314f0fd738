package dev.weir.platform.openshift.deployment;

import static dev.weir.platform.core.KindsFixture.at;
import static dev.weir.platform.core.KindsFixture.problems;
import static dev.weir.platform.core.KindsFixture.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.objects.Rest;
import dev.weir.platform.core.KindsFixture;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

class DeploymentConfigTest {
  private static final String PLURAL = "deploymentconfigs";
  private static final String CONFIG =
      "metadata: {name: web}\nspec: {template: {metadata: {labels: {a: b}}, spec: {containers:"
          + " [{name: c, image: 'x:1'}]}}%s}";
  private static final String IMAGE =
      ", triggers: [{type: ImageChange, imageChangeParams: {automatic: true, containerNames: [c],"
          + " from: {name: 'base:1'}, lastTriggeredImage: old}}]";

  private final KindsFixture kinds = new KindsFixture();

  @AfterEach
  void close() {
    kinds.close();
  }

  private ObjectNode create(String more) {
    return kinds.create(PLURAL, CONFIG.formatted(more));
  }

  private List<String> refused(String more) {
    return problems(() -> create(more));
  }

  @Test
  void whatIsLeftOutIsFilledIn() {
    ObjectNode made = create("");

    assertThat(at(made, "/spec/replicas")).isEqualTo("0");
    assertThat(at(made, "/spec/selector")).isEqualTo("{\"a\":\"b\"}");
    assertThat(at(made, "/spec/triggers")).isEqualTo("[{\"type\":\"ConfigChange\"}]");
    assertThat(at(made, "/spec/revisionHistoryLimit")).isEqualTo("10");
    assertThat(at(made, "/spec/strategy"))
        .isEqualTo(
            "{\"type\":\"Rolling\",\"resources\":{},\"activeDeadlineSeconds\":21600,"
                + "\"rollingParams\":{\"updatePeriodSeconds\":1,\"intervalSeconds\":1,"
                + "\"timeoutSeconds\":600,\"maxUnavailable\":\"25%\",\"maxSurge\":\"25%\"}}");
    assertThat(at(made, "/status/latestVersion")).isEqualTo("0");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "maxSurge: 0; \"25%\"; 0",
        "maxSurge: 2; ; 2",
        "maxUnavailable: 0%; \"0%\"; \"25%\"",
        "maxUnavailable: 1; 1; ",
      })
  void oneBoundOfARolloutIsEnoughUnlessItIsZero(String given, String unavailable, String surge) {
    ObjectNode made = create(", strategy: {rollingParams: {" + given + "}}");

    var params = made.at("/spec/strategy/rollingParams");
    assertThat(text(params.get("maxUnavailable"))).isEqualTo(unavailable);
    assertThat(text(params.get("maxSurge"))).isEqualTo(surge);
  }

  private static @Nullable String text(tools.jackson.databind.@Nullable JsonNode node) {
    return node == null ? null : Json.text(node);
  }

  @Test
  void anEmptyListOfTriggersIsKeptAndNullIsNoList() {
    assertThat(at(create(", triggers: []"), "/spec/triggers")).isEqualTo("[]");
    assertThat(kinds.row(PLURAL, "web")).isEqualTo("web | 0 | 0 | 0 | ");

    ObjectNode edited =
        kinds.edit(PLURAL, "web", web -> ((ObjectNode) web.get("spec")).putNull("triggers"));

    assertThat(at(edited, "/spec/triggers/0/type")).isEqualTo("ConfigChange");
  }

  @Test
  void anImageTriggerFollowsATagOfTheSameNamespaceAndHasNotFiredYet() {
    ObjectNode params = (ObjectNode) create(IMAGE).at("/spec/triggers/0/imageChangeParams");

    assertThat(at(params, "/from"))
        .isEqualTo("{\"name\":\"base:1\",\"kind\":\"ImageStreamTag\",\"namespace\":\"demo\"}");
    assertThat(params.has("lastTriggeredImage")).isFalse();
    assertThat(kinds.row(PLURAL, "web")).isEqualTo("web | 0 | 0 | 0 | image(base:1)");
  }

  @ParameterizedTest
  @CsvSource({"c, image(base:1)", "z, 'image(c,z:base:1)'"})
  void theTableNamesContainersThatAreNotThere(String second, String shown) {
    String config =
        CONFIG
            .formatted(IMAGE.replace("[c]", "[" + second + ", c]"))
            .replace("'x:1'}", "'x:1'}, {name: d, image: y}");
    kinds.create(PLURAL, config);

    assertThat(kinds.row(PLURAL, "web")).isEqualTo("web | 0 | 0 | 0 | " + shown);
  }

  @ParameterizedTest
  @ValueSource(strings = {"''", "' '"})
  void aTriggeredContainerNeedsNoImage(String image) {
    String config = CONFIG.formatted(IMAGE).replace("'x:1'", image);

    assertThat(at(kinds.create(PLURAL, config), "/spec/template/spec/containers/0/image"))
        .isBlank();
  }

  @Test
  void anotherContainerNeedsOne() {
    String config = CONFIG.formatted("").replace("'x:1'", "''");

    assertThat(problems(() -> kinds.create(PLURAL, config)))
        .containsExactly("spec.template.spec.containers[0].image: Required value");
  }

  @Test
  void triggersAreChecked() {
    assertThat(refused(IMAGE.replace("containerNames: [c], ", "")))
        .containsExactly("spec.triggers[0].imageChangeParams.containerNames: Required value");
    assertThat(refused(IMAGE.replace("name: 'base:1'", "kind: DockerImage, name: x")))
        .containsExactly(
            "spec.triggers[0].imageChangeParams.from.kind: Invalid value: \"DockerImage\": kind"
                + " must be an ImageStreamTag");
    assertThat(refused(IMAGE.replace("base:1", "base")))
        .containsExactly(
            "spec.triggers[0].imageChangeParams.from.name: Invalid value: \"base\":"
                + " ImageStreamTag object references must be in the form <name>:<tag>");
    assertThat(refused(IMAGE.replace("from: {name: 'base:1'}, ", "")))
        .containsExactly("spec.triggers[0].imageChangeParams.from: Required value");
    assertThat(refused(", triggers: [{type: ImageChange}, {type: Moon}, {}]"))
        .containsExactly(
            "spec.triggers[0].imageChangeParams: Required value",
            "spec.triggers[1].type: Unsupported value: \"Moon\": supported values:"
                + " \"ConfigChange\", \"ImageChange\"",
            "spec.triggers[2].type: Required value");
  }

  @ParameterizedTest
  @ValueSource(strings = {"minReadySeconds", "revisionHistoryLimit", "replicas"})
  void nothingIsFewerThanNone(String count) {
    assertThat(refused(", " + count + ": -1"))
        .singleElement()
        .asString()
        .startsWith("spec." + count + ": Invalid value: ")
        .endsWith("must be greater than or equal to 0");
  }

  @Test
  void strategiesAreChecked() {
    assertThat(refused(", strategy: {type: Custom}"))
        .containsExactly("spec.strategy.customParams: Required value");
    assertThat(refused(", strategy: {type: Fast}"))
        .containsExactly(
            "spec.strategy.type: Invalid value: \"Fast\": unsupported strategy, use \"Custom\""
                + " instead and specify your own strategy");
    assertThat(refused(", strategy: {rollingParams: {maxSurge: 0, maxUnavailable: 0}}")).hasSize(1);
    assertThat(at(create(", strategy: {type: Recreate}"), "/spec/strategy/recreateParams"))
        .isEqualTo("{\"timeoutSeconds\":600}");
  }

  @ParameterizedTest
  @CsvSource({"4, 4", "5, 3", "3, 3", "2, 3", "-1, 3"})
  void clientsRaiseTheVersionByOneOnly(long sent, long kept) {
    create("");
    kinds.edit(
        kinds.rest(PLURAL).subresource("status"),
        "web",
        web -> ((ObjectNode) web.get("status")).put("latestVersion", 3).put("replicas", 2));

    ObjectNode edited =
        kinds.edit(
            PLURAL,
            "web",
            web -> ((ObjectNode) web.get("status")).put("latestVersion", sent).put("replicas", 9));

    assertThat(edited.at("/status/latestVersion").asLong()).isEqualTo(kept);
    assertThat(edited.at("/status/replicas").asInt()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({"3, -3", "3, 2", "0, -1"})
  void theVersionNeverGoesBackEvenInStatus(long before, long sent) {
    create("");
    version(before);

    assertThat(problems(() -> version(sent)))
        .singleElement()
        .asString()
        .startsWith("status.latestVersion: Invalid value: ");
    assertThat(at(kinds.get(PLURAL, "web"), "/status/latestVersion"))
        .isEqualTo(Long.toString(before));
  }

  @ParameterizedTest
  @CsvSource({"2147483648", "9223372036854775807"})
  void theVersionHasAnUpperBoundEvenInStatus(long sent) {
    create("");
    version(2147483647);

    assertThat(problems(() -> version(sent)))
        .containsExactly(
            "status.latestVersion: Invalid value: \"" + sent + "\": must be at most 2147483647");
    assertThat(
            problems(
                () ->
                    kinds.edit(
                        PLURAL,
                        "web",
                        web -> ((ObjectNode) web.get("status")).put("latestVersion", 2147483648L))))
        .singleElement()
        .asString()
        .contains("must be at most 2147483647");
  }

  private void version(long version) {
    kinds.edit(
        kinds.rest(PLURAL).subresource("status"),
        "web",
        web -> ((ObjectNode) web.get("status")).put("latestVersion", version));
  }

  @Test
  void theNumberOfPodsIsSetByItself() {
    create("");
    Rest scale = kinds.rest(PLURAL).subresource("scale");

    kinds.edit(scale, "web", s -> ((ObjectNode) s.get("spec")).put("replicas", 4));

    assertThat(at(kinds.get(PLURAL, "web"), "/spec/replicas")).isEqualTo("4");
    assertThat(at(scale.get(KindsFixture.DEMO, "web").tree(), "/status/selector")).isEqualTo("a=b");
  }

  @Test
  void whoRaisesTheVersionIsItsCause() {
    create("");
    ObjectNode edited =
        kinds.edit(PLURAL, "web", web -> ((ObjectNode) web.get("status")).put("latestVersion", 1));

    assertThat(at(edited, "/status/details"))
        .isEqualTo("{\"message\":\"manual change\",\"causes\":[{\"type\":\"Manual\"}]}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{type: Custom, customParams: {image: x}} | spec.strategy: Weir runs no pods",
        "{rollingParams: {pre: {failurePolicy: Abort}}} | spec.strategy.rollingParams.pre: this"
            + " hook is not carried out",
        "{type: Recreate, recreateParams: {mid: {failurePolicy: Abort}}} |"
            + " spec.strategy.recreateParams.mid: this hook is not carried out",
      })
  void whatOfAStrategyTakesPodsIsTold(String strategy, String words) {
    ObjectNode made = create(", strategy: " + strategy);

    assertThat(kinds.rest(PLURAL).remarks(made)).singleElement().asString().startsWith(words);
  }

  @Test
  void whatNeedsPodsIsRefusedInClearWords() {
    Rest configs = kinds.rest(PLURAL);

    ApiStatus refusal = refusal(() -> configs.subresource("log").get(KindsFixture.DEMO, "web"));
    assertThat(refusal.code()).isEqualTo(405);
    assertThat(refusal.message())
        .isEqualTo(
            "deploymentconfigs.apps.openshift.io/log is not served: Weir rolls out without a pod,"
                + " which would have a log: the condition Progressing of the config, its events and"
                + " \"weir rollout history dc/NAME\" tell how it went");
    assertThat(configs.subresources())
        .containsExactly("instantiate", "log", "rollback", "scale", "status");
  }
}
