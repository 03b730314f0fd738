package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.clients.RealClient.Output;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Deployment configs by the real oc. */
@Timeout(180)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OcDeploymentConfigTest {
  @TempDir static Path work;

  @AutoClose private ServerProcess server;
  @AutoClose private ApiCaller caller;
  private RealClient oc;
  private String project = "";
  private int projects;

  @BeforeAll
  void start() throws Exception {
    var _ = RealClient.oc(Map.of()); // asked for before there is a server that somebody must end
    server = ServerProcess.start(work.resolve("data"));
    caller = ApiCaller.of(server);
    oc = RealClient.oc(server.environment(work)).in(work);
    Files.writeString(work.resolve("web.yaml"), DeploymentConfigSample.FOLLOWING);
  }

  @BeforeEach
  void ownProject() throws Exception {
    projects++;
    project = "oc" + projects;
    says("new-project " + project);
    push("one");
    says("create -f web.yaml");
    says("rollout status dc/web");
  }

  private void push(String text) throws IOException, InterruptedException {
    var _ = new TestPushes(caller).image(caller.administrator(), project + "/app", "v1", text);
  }

  private String says(String command) throws IOException, InterruptedException {
    return oc.run(command.split(" "));
  }

  private Output attempt(String command) throws IOException, InterruptedException {
    return oc.attempt("", command.split(" "));
  }

  private String history() throws IOException, InterruptedException {
    return says("rollout history dc/web").replaceAll("\t+", " ");
  }

  private void awaitHistory(String line) {
    await().untilAsserted(() -> assertThat(history()).contains(line));
  }

  @Test
  void aPushAndARequestAreVersionsAndTheHistorySaysWhich() throws Exception {
    push("two");
    awaitHistory("2 Complete image change");

    assertThat(says("rollout latest dc/web"))
        .isEqualTo("deploymentconfig.apps.openshift.io/web rolled out\n");
    assertThat(says("rollout status dc/web"))
        .isEqualTo("replication controller \"web-3\" successfully rolled out\n");
    assertThat(history())
        .isEqualTo(
            """
            deploymentconfig.apps.openshift.io/web\s
            REVISION STATUS CAUSE
            1 Complete config change
            2 Complete image change
            3 Complete manual change

            """);
    assertThat(says("get rc")).containsPattern("web-3 +2 +0 +0").containsPattern("web-2 +0 +0 +0");
    assertThat(says("get dc")).containsPattern("web +3 +2 +0 +config,image\\(app:v1\\)");
    assertThat(says("describe dc/web"))
        .containsPattern("Latest Version:\\s+3\n")
        .containsPattern("Triggers:\\s+Config, Image\\(app@v1, auto=true\\)\n")
        .containsPattern("Deployment #3 \\(latest\\):\n\\s+Name:\\s+web-3\n")
        .containsPattern("Status:\\s+Complete\n\\s+Replicas:\\s+0 current / 2 desired\n");
    assertThat(says("status"))
        .contains("dc/web deploys istag/app:v1")
        .containsPattern("deployment #3 deployed [^\n]* - 0/2 pods");
    assertThat(attempt("rollout latest dc/none").err()).contains("NotFound");
    assertThat(attempt("logs dc/web").exit()).isNotZero();
  }

  @Test
  void anEarlierVersionIsUndoneInBothWays() throws Exception {
    String image = "get dc/web -o jsonpath={.spec.template.spec.containers[0].image}";
    String first = says(image);
    push("two");
    awaitHistory("2 Complete image change");

    assertThat(says("rollout undo dc/web"))
        .isEqualTo("deploymentconfig.apps.openshift.io/web rolled back\n");
    awaitHistory("3 Complete config change");
    assertThat(says(image)).isEqualTo(first);
    assertThat(says("set triggers dc/web")).containsPattern("image +app:v1 \\(web\\) +false");

    assertThat(says("rollback web --to-version=2"))
        .contains("rolled back to web-2", "the following images triggers were disabled: app:v1");
    awaitHistory("4 Complete config change");
    assertThat(says(image)).isNotEqualTo(first);
    assertThat(says("rollback web-1")).contains("rolled back to web-1");
    awaitHistory("5 Complete config change");
    assertThat(says(image)).isEqualTo(first);

    says("set triggers dc/web --auto");
    awaitHistory("6 Complete image change");
    assertThat(attempt("rollout undo dc/web --to-revision=9").err())
        .contains("replicationcontrollers \"web-9\" not found");
  }

  @Test
  void triggersArePausedByHandAndImagesThatFollowAreNotSetByHand() throws Exception {
    String image = "get dc/web -o jsonpath={.spec.template.spec.containers[0].image}";
    String first = says(image);
    says("set image dc/web web=x/y:9");
    await().untilAsserted(() -> assertThat(says(image)).isEqualTo(first));
    assertThat(history()).doesNotContain("\n2 ");

    says("set triggers dc/web --manual");
    push("two");
    says("set image dc/web web=x/y:9");
    assertThat(says(image)).isEqualTo("x/y:9");
    assertThat(says("rollout latest dc/web")).contains("rolled out");
    awaitHistory("2 Complete manual change");
    assertThat(says(image)).contains("@sha256:").isNotEqualTo(first);

    says("set triggers dc/web --from-image=app:v1 --remove");
    says("set image dc/web web=x/y:10");
    says("set triggers dc/web --from-config");
    awaitHistory("3 Complete config change");
    assertThat(says(image)).isEqualTo("x/y:10");
  }

  @Test
  void aPausedConfigWaitsUntilItIsResumed() throws Exception {
    says("rollout pause dc/web");
    assertThat(attempt("rollout latest dc/web").err())
        .isEqualTo("error: cannot deploy a paused deployment config\n");
    await()
        .untilAsserted(
            () ->
                assertThat(attempt("rollout status dc/web").err())
                    .startsWith("error: Deployment config \"web\" is paused."));
    push("two");
    await()
        .untilAsserted(
            () ->
                assertThat(says("get dc/web -o jsonpath={.spec.triggers[1]}"))
                    .contains(imageOf("two")));
    assertThat(history()).doesNotContain("\n2 ");

    says("rollout resume dc/web");

    awaitHistory("2 Complete image change");
  }

  private String imageOf(String text) {
    return new TestPushes(caller).imageDigest(text);
  }

  @Test
  void replicasGoToTheNewestVersionAndADeleteTakesAll() throws Exception {
    push("two");
    awaitHistory("2 Complete image change");
    says("scale dc/web --replicas=5");
    await()
        .untilAsserted(
            () ->
                assertThat(says("get rc")).containsPattern("web-2 +5").containsPattern("web-1 +0"));

    says("delete dc/web");

    await().untilAsserted(() -> assertThat(says("get rc -o name")).isEmpty());
  }

  @Test
  void aRolloutThatSomebodyElseRunsIsCancelledAndRetried() throws Exception {
    Files.writeString(
        work.resolve("mine.yaml"),
        DeploymentConfigSample.FOLLOWING
            .replace("metadata: {name: web,", "metadata: {name: mine,")
            .replace("  replicas: 2\n", "  strategy: {type: Custom, customParams: {image: x}}\n"));
    says("create -f mine.yaml");
    await().untilAsserted(() -> assertThat(says("get rc -o name")).contains("mine-1"));

    assertThat(attempt("rollout latest dc/mine").err())
        .isEqualTo("error: #1 is already in progress (New).\n");
    says("rollout cancel dc/mine");
    await()
        .untilAsserted(
            () ->
                assertThat(says("rollout history dc/mine"))
                    .containsPattern(Pattern.compile("1\\s+Failed\\s+cancelled by the user")));
    assertThat(attempt("rollout status dc/mine"))
        .isEqualTo(
            new Output(
                1, "", "error: rollout of replication controller \"mine-1\" was cancelled\n"));
    assertThat(says("rollout retry dc/mine"))
        .isEqualTo("deploymentconfig.apps.openshift.io/mine retried rollout #1\n");
    says("annotate rc/mine-1 openshift.io/deployment.phase=Complete --overwrite");
    assertThat(says("rollout status dc/mine"))
        .isEqualTo("replication controller \"mine-1\" successfully rolled out\n");
  }
}
