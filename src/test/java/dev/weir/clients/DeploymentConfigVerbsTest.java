package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.resource.Json;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Rollouts of deployment configs with weir's own commands. */
@WeirServer
@Timeout(120)
class DeploymentConfigVerbsTest {
  private static final String CUSTOM =
      """
      apiVersion: apps.openshift.io/v1
      kind: DeploymentConfig
      metadata: {name: mine}
      spec:
        replicas: 2
        strategy: {type: Custom, customParams: {image: my/deployer}}
        template: {metadata: {labels: {app: mine}}, spec: {containers: [{name: c, image: 'x/y:1'}]}}
      """;

  private final WeirCalls weir;
  private final HttpApi api;
  private final TestPushes pushes;
  private final String token;
  private String project = "";
  private int projects;

  DeploymentConfigVerbsTest(WeirCalls weir, HttpApi api, ApiCaller caller) throws IOException {
    this.weir = weir;
    this.api = api;
    this.pushes = new TestPushes(caller);
    this.token = caller.administrator();
    weir.file("web.yaml", DeploymentConfigSample.FOLLOWING);
    weir.file("mine.yaml", CUSTOM);
  }

  @BeforeEach
  void ownProject() {
    projects++;
    project = "dc" + projects;
    weir.says("new-project", project);
  }

  private String push(String text) throws Exception {
    return pushes.image(token, project + "/app", "v1", text).digest();
  }

  /** A deployment config that follows app:v1, and its first version. */
  private void web() throws Exception {
    var _ = push("one");
    weir.says("create", "-f", "web.yaml");
    awaitVersion("web", 1);
  }

  private void awaitVersion(String name, int version) {
    await()
        .untilAsserted(
            () ->
                assertThat(
                        weir.says(
                            "get",
                            "dc/" + name,
                            "-o",
                            "jsonpath={.status.conditions[?(@.type==\"Progressing\")].message}"))
                    .contains("\"" + name + "-" + version + "\" successfully rolled out"));
  }

  private String shown(String object, String path) {
    return weir.says("get", object, "-o", "jsonpath={" + path + "}");
  }

  @Test
  void aPushIsANewVersion() throws Exception {
    web();
    String digest = push("two");
    awaitVersion("web", 2);

    assertThat(weir.says("rollout", "status", "dc/web"))
        .isEqualTo("replication controller \"web-2\" successfully rolled out\n");
    assertThat(shown("rc/web-2", ".spec.template.spec.containers[0].image")).endsWith(digest);
    assertThat(shown("rc/web-1", ".spec.replicas") + shown("rc/web-2", ".spec.replicas"))
        .isEqualTo("02");
    assertThat(weir.says("rollout", "history", "dc/web"))
        .isEqualTo(
            """
            deploymentconfig.apps.openshift.io/web\s
            REVISION\tSTATUS\t\tCAUSE
            1\t\tComplete\tconfig change
            2\t\tComplete\timage change

            """);
    assertThat(shown("dc/web", ".status.details.causes[0].imageTrigger.from.name"))
        .endsWith("@" + digest);
    assertThat(shown("rc/web-2", ".metadata.annotations.weir\\.dev/cause"))
        .contains("\"how\":\"push\"", project + "/app:v1");
  }

  @Test
  void anEarlierVersionComesBackAndItsTriggersAreNotAutomaticAnyMore() throws Exception {
    web();
    String first = shown("dc/web", ".spec.template.spec.containers[0].image");
    var _ = push("two");
    awaitVersion("web", 2);

    assertThat(weir.says("rollout", "undo", "dc/web", "--dry-run=client"))
        .contains("Pod Template:", first, "(dry run)");
    assertThat(weir.says("rollout", "undo", "dc/web", "--dry-run=server"))
        .isEqualTo("deploymentconfig.apps.openshift.io/web rolled back (server dry run)\n");
    assertThat(shown("dc/web", ".status.latestVersion")).isEqualTo("2");
    assertThat(weir.says("rollout", "undo", "dc/web"))
        .isEqualTo("deploymentconfig.apps.openshift.io/web rolled back\n");
    awaitVersion("web", 3);

    assertThat(shown("dc/web", ".spec.template.spec.containers[0].image")).isEqualTo(first);
    assertThat(shown("dc/web", ".spec.triggers[1].imageChangeParams.automatic")).isEqualTo("false");
    assertThat(weir.says("rollout", "undo", "dc/web", "--to-revision=2")).contains("rolled back");
    awaitVersion("web", 4);
    assertThat(weir.says("rollout", "history", "dc/web", "--revision=3"))
        .startsWith("deploymentconfig.apps.openshift.io/web with revision #3\nPod Template:\n")
        .contains("    Image:\t" + first + "\n");
  }

  @Test
  void triggersAreListedAndChanged() throws Exception {
    web();
    assertThat(weir.says("set", "triggers", "dc/web"))
        .isEqualTo(
            """
            NAME                   TYPE    VALUE         AUTO
            deploymentconfigs/web  config                true
            deploymentconfigs/web  image   app:v1 (web)  true
            """);
    assertThat(weir.says("set", "triggers", "dc/web", "--manual"))
        .isEqualTo("deploymentconfig.apps.openshift.io/web triggers updated\n");
    assertThat(weir.says("set", "triggers", "dc/web"))
        .contains("config                false", "app:v1 (web)  false");
    weir.says("set", "triggers", "dc/web", "--auto");
    assertThat(weir.says("set", "triggers", "dc/web", "--auto"))
        .isEqualTo("deploymentconfig.apps.openshift.io/web triggers not changed\n");
    weir.says("set", "triggers", "dc/web", "--from-image=other/side:2", "--manual");
    weir.says("set", "triggers", "dc/web", "--from-image=app:v1", "--remove");
    weir.says("set", "triggers", "dc/web", "--from-config", "--remove");
    assertThat(weir.says("set", "triggers", "dc/web"))
        .contains("config                      false", "other/side:2 (web)  false")
        .doesNotContain("app:v1");
    assertThat(weir.fails("set", "triggers", "dc/web", "--from-image=app:v1", "-c", "nope"))
        .isEqualTo(
            "error: deploymentconfigs/web not all container names exist: nope (accepts: web)\n");
    weir.says("set", "triggers", "dc/web", "--remove-all");
    assertThat(shown("dc/web", ".spec.triggers")).isEqualTo("[]");
  }

  @Test
  void aRolloutIsAskedForAndAskedForAgain() throws Exception {
    web();
    assertThat(weir.says("rollout", "latest", "dc/web", "--dry-run"))
        .isEqualTo("deploymentconfig.apps.openshift.io/web rolled out (dry run)\n");
    assertThat(weir.says("rollout", "latest", "web"))
        .isEqualTo("deploymentconfig.apps.openshift.io/web rolled out\n");
    awaitVersion("web", 2);
    assertThat(weir.says("rollout", "latest", "dc/web", "--again", "-o", "revision"))
        .isEqualTo("3");
    awaitVersion("web", 3);
    assertThat(weir.says("rollout", "history", "dc/web")).contains("3\t\tComplete\tmanual change");
  }

  @Test
  void aRolloutThatIsOnItsWayIsCancelledAndRetried() {
    assertThat(weir.attempt("", "create", "-f", "mine.yaml").err())
        .contains("Warning: spec.strategy: Weir runs no pods");
    await().until(() -> weir.says("get", "rc").contains("mine-1"));

    assertThat(weir.fails("rollout", "latest", "dc/mine"))
        .isEqualTo("error: #1 is already in progress (New).\n");
    assertThat(weir.fails("rollout", "retry", "dc/mine"))
        .isEqualTo(
            "error: rollout #1 is new; only failed deployments can be retried.\n"
                + "Optionally, you can cancel this deployment with 'weir rollout cancel"
                + " dc/mine'.\n");
    assertThat(weir.says("rollout", "cancel", "dc/mine"))
        .isEqualTo("deploymentconfig.apps.openshift.io/mine cancelling\n");
    await()
        .untilAsserted(
            () ->
                assertThat(weir.says("rollout", "history", "dc/mine"))
                    .contains("1\t\tFailed\tcancelled by the user"));
    await()
        .untilAsserted(
            () ->
                assertThat(weir.fails("rollout", "status", "dc/mine"))
                    .isEqualTo(
                        "error: rollout of replication controller \"mine-1\" was cancelled\n"));
    assertThat(weir.says("rollout", "cancel", "dc/mine"))
        .startsWith("No rollout is in progress (latest rollout #1 failed ");
    assertThat(weir.says("rollout", "retry", "dc/mine"))
        .isEqualTo("deploymentconfig.apps.openshift.io/mine retried rollout #1\n");
    assertThat(shown("rc/mine-1", ".metadata.annotations.openshift\\.io/deployment\\.phase"))
        .isEqualTo("New");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "latest dc/web | cannot deploy a paused deployment config",
        "undo dc/web | cannot rollback a paused config; resume it first with 'rollout resume",
        "retry dc/web | unable to retry paused deployment config \"web\"",
        "cancel dc/web | unable to cancel paused deployment",
        "status dc/web | Deployment config \"web\" is paused. Resume to continue watching",
      })
  void aPausedConfigSaysSo(String command, String words) throws Exception {
    web();
    weir.says("rollout", "pause", "dc/web");
    await()
        .untilAsserted(
            () ->
                assertThat(shown("dc/web", ".status.conditions[*].reason"))
                    .contains("DeploymentConfigPaused"));

    assertThat(weir.fails(("rollout " + command).split(" "))).startsWith("error: " + words);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "history | error: required resource not specified",
        "history dc/web --revision=9 | error: unable to find the specified revision",
        "history dc/web --revision=x | error: invalid argument \"x\" for \"--revision\" flag",
        "history dc/web --revision=-1 | error: revision must be a positive integer: -1",
        "undo dc/web | error: The DeploymentConfigRollback \"web\" is invalid: spec.revision:",
        "undo dc/web --to-revision=7 | error: The DeploymentConfigRollback \"web\" is invalid",
        "retry dc/web | error: rollout #1 is complete; only failed deployments can be retried.",
        "latest is/app | error: app is not a deployment config",
        "undo is/app | error: imagestreams/app has no rollouts",
        "history dc/none | Error from server (NotFound)",
      })
  void whatCannotBeDoneIsSaid(String command, String words) throws Exception {
    web();
    var failed = weir.attempt("", ("rollout " + command).split(" "));

    assertThat(failed.exit()).isEqualTo(1);
    assertThat(failed.err().replaceFirst("^The ", "error: The ")).startsWith(words);
  }

  @Test
  void whoWantsAWorkloadUndoneIsToldHowItsTagIsPutBack() {
    weir.says("create", "deployment", "plain", "--image=a/b:1", "-n", project);

    assertThat(weir.fails("rollout", "undo", "deploy/plain", "-n", project))
        .contains("'weir why TYPE/NAME' names it", "'weir rollback NAME:TAG' puts it back");
  }

  @Test
  void whoRaisesTheVersionByOneAsksForARollout() throws Exception {
    web();
    String path = "/apis/apps.openshift.io/v1/namespaces/" + project + "/deploymentconfigs/web";
    JsonNode config = Json.parse(api.get(path).body());
    ((tools.jackson.databind.node.ObjectNode) config.get("status")).put("latestVersion", 2);

    assertThat(api.send("PUT", path, "application/json", config.toString()).statusCode())
        .isEqualTo(200);

    awaitVersion("web", 2);
    assertThat(weir.says("rollout", "history", "dc/web")).contains("2\t\tComplete\tmanual change");
  }

  @Test
  void manyWhoAskAtOnceGetAVersionEachAndTheNewestIsRolledOut() throws Exception {
    web();
    String path =
        "/apis/apps.openshift.io/v1/namespaces/" + project + "/deploymentconfigs/web/instantiate";
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Integer> codes =
          threads
              .invokeAll(
                  IntStream.range(0, 6)
                      .<java.util.concurrent.Callable<HttpResponse<String>>>mapToObj(
                          _ -> () -> api.post(path, "{\"latest\":true,\"force\":true}"))
                      .toList())
              .stream()
              .map(answer -> answer.resultNow().statusCode())
              .toList();
      assertThat(codes).hasSize(6).containsOnly(201);
    }
    awaitVersion("web", 7);
    assertThat(weir.says("get", "rc", "-o", "name").lines().distinct().count())
        .isEqualTo(weir.says("get", "rc", "-o", "name").lines().count());
    assertThat(shown("rc/web-7", ".spec.replicas")).isEqualTo("2");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"latest\":\"yes\"} | 400",
        "{\"force\":1} | 400",
        "{\"excludeTriggers\":[\"Moon\"]} | 422",
        "{\"name\":\"other\"} | 400",
        "[] | 400",
        "nonsense | 400",
      })
  void aRequestThatCannotBeReadIsRefused(String body, int code) throws Exception {
    web();
    String path =
        "/apis/apps.openshift.io/v1/namespaces/" + project + "/deploymentconfigs/web/instantiate";

    assertThat(api.post(path, body).statusCode()).isEqualTo(code);
    assertThat(shown("dc/web", ".status.latestVersion")).isEqualTo("1");
  }

  @Test
  void whatADeletedConfigHadRolledOutGoesWithIt() throws Exception {
    web();
    weir.says("delete", "dc/web");
    await().until(() -> weir.says("get", "rc", "-o", "name").isEmpty());
  }
}
