package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.clients.RealClient.Output;
import dev.weir.demo.TarFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** rollout status and status, beside kubectl and oc; the test is who runs the pods. */
@WeirServer
@Timeout(60)
class RolloutStatusTest {
  private static final String CONFIG =
      """
      apiVersion: apps.openshift.io/v1
      kind: DeploymentConfig
      metadata: {name: old}
      spec:
        replicas: 1
        selector: {app: old}
        template: {metadata: {labels: {app: old}}, spec: {containers: [{name: c, image: 'x/y:1'}]}}
        triggers:
        - type: ImageChange
          imageChangeParams: {automatic: true, containerNames: [c], from: {kind: ImageStreamTag, name: 'app:v1'}}
      """;

  private final Path work;
  private final ServerProcess server;
  private final WeirCalls weir;
  private int projects;

  RolloutStatusTest(Path work, ServerProcess server, WeirCalls weir) throws IOException {
    this.work = work;
    this.server = server;
    this.weir = weir;
    weir.file("config.yaml", CONFIG);
  }

  @BeforeEach
  void ownProject() {
    projects++;
    weir.says("new-project", "r" + projects);
    weir.says("create", "deployment", "web", "--image=x/y:1", "--replicas=2");
  }

  private RealClient kubectl() {
    return RealClient.required(server.environment(work), "kubectl").in(work);
  }

  private void report(String status) throws Exception {
    kubectl()
        .run(
            "patch",
            "deploy/web",
            "--subresource=status",
            "--type=merge",
            "-p",
            "{\"status\":{" + status + "}}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"observedGeneration\":0",
        "\"observedGeneration\":1,\"updatedReplicas\":1",
        "\"observedGeneration\":1,\"updatedReplicas\":2,\"replicas\":3",
        "\"observedGeneration\":1,\"updatedReplicas\":2,\"replicas\":2,\"availableReplicas\":1",
        "\"observedGeneration\":1,\"updatedReplicas\":2,\"replicas\":2,\"availableReplicas\":2",
        "\"observedGeneration\":1,\"conditions\":[{\"type\":\"Progressing\",\"status\":\"False\","
            + "\"reason\":\"ProgressDeadlineExceeded\"}]",
      })
  void tellsHowFarItIsAsKubectlDoes(String status) throws Exception {
    report(status);
    String[] look = {"rollout", "status", "deploy/web", "-w=false"};
    assertThat(weir.attempt("", look)).isEqualTo(kubectl().attempt("", look));
    String[] wait = {"rollout", "status", "deploy/web", "--timeout=1s"};
    Output waited = kubectl().attempt("", wait);
    String pods =
        status.contains("\"observedGeneration\":0")
            ? "Weir runs no pods: this waits until whoever runs those of deployments/web tells how"
                + " they are\n"
            : "";
    assertThat(weir.attempt("", wait))
        .isEqualTo(new Output(waited.exit(), waited.out(), pods + waited.err()));
  }

  @Test
  void waitsUntilWhoRunsThePodsSaysThatTheyAreThere() throws Exception {
    report("\"observedGeneration\":1,\"updatedReplicas\":1");
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<String> waiting = threads.submit(() -> weir.says("rollout", "status", "deploy/web"));
      report("\"updatedReplicas\":2,\"replicas\":2,\"availableReplicas\":2");
      assertThat(waiting.get()).endsWith("deployment \"web\" successfully rolled out\n");
    }
  }

  @Test
  void doesNotWaitForEverForAWorkloadThatNobodyRuns() {
    assertThat(weir.fails("rollout", "status", "deploy/web"))
        .startsWith("error: deployments/web has no status: Weir runs no pods");
    assertThat(weir.fails("rollout", "status", "sa/default")).contains("it has no rollouts");
  }

  private String withoutServer(String text) {
    return text.replace(server.api(), "SERVER");
  }

  @Test
  void showsWhatTheProjectDeploysInTheWordsOfOc() throws Exception {
    weir.says("create", "-f", "config.yaml");
    weir.says("create", "is", "app");
    weir.says("set", "triggers", "deploy/web", "--from-image=app:v2");
    assertThat(withoutServer(weir.says("status")))
        .isEqualTo(
            """
            In project PROJECT on server SERVER

            deployment/web deploys istag/app:v2

            dc/old deploys istag/app:v1
              deployment #1 waiting on image

            Warnings:
              * istag/app:v2 needs to be imported or pushed.
              * istag/app:v1 needs to be imported or pushed.

            View details with 'weir describe <resource>/<name>' or list resources with 'weir get all'.
            """
                .replace("PROJECT", "r" + projects));
    Output oc = RealClient.oc(server.environment(work)).attempt("", "status");
    assertThat(withoutServer(oc.out()).replaceAll(" +\n", "\n"))
        .contains(
            "In project r" + projects + " on server SERVER\n",
            "\ndc/old deploys istag/app:v1\n  deployment #1 waiting on image\n");
  }

  @Test
  void showsTheImageThatATagIsNow() throws IOException {
    Files.write(work.resolve("layer.tar"), TarFile.of("message", "one"));
    String to = server.registry() + "/r" + projects + "/app:v2";
    String pushed = weir.says("image", "append", "--to", to, "layer.tar");
    weir.says("set", "triggers", "deploy/web", "--from-image=app:v2");
    assertThat(weir.says("status"))
        .contains(
            "deployment/web deploys istag/app:v2\n  istag/app:v2 is "
                + pushed.substring(pushed.indexOf("sha256:"), pushed.indexOf(" to "))
                + "\n")
        .doesNotContain("Warnings");
  }

  @Test
  void showsTheImageOfAWorkloadThatFollowsNoTag() {
    weir.says("delete", "deploy/web");
    assertThat(weir.says("status")).contains("You have no deployments or deployment configs.\n");
    weir.says("create", "deployment", "api", "--image=registry.example.com/a/b:v1");
    assertThat(weir.says("status"))
        .contains("\n\ndeployment/api deploys registry.example.com/a/b:v1\n\nView details")
        .doesNotContain("Warnings");
  }
}
