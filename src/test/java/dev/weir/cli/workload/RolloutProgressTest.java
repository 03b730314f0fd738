package dev.weir.cli.workload;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.cli.call.CliException;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.ResourceKind;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

/** How far rollouts are by what their status says, in kubectl's words. */
class RolloutProgressTest {
  /** Three replicas wanted, second generation. */
  private static ObjectNode workload(String status) {
    return Json.parseObject(
        "{'metadata':{'name':'web','generation':2},'spec':{'replicas':3,'triggers':[{'type':'ImageChange'}]},'status':{%s}}"
            .formatted(status)
            .replace('\'', '"')
            .getBytes(StandardCharsets.UTF_8));
  }

  private static final Map<String, ResourceKind> KINDS =
      Stream.of(Kinds.DEPLOYMENT, Kinds.DAEMON_SET, Kinds.STATEFUL_SET, Kinds.DEPLOYMENT_CONFIG)
          .collect(Collectors.toUnmodifiableMap(ResourceKind::singular, kind -> kind));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      maxCharsPerColumn = 300,
      textBlock =
          """
          deployment | 'observedGeneration':1 | Waiting for deployment spec update to be observed... | false
          deployment | 'observedGeneration':2,'updatedReplicas':1 | Waiting for deployment "web" rollout to finish: 1 out of 3 new replicas have been updated... | false
          deployment | 'observedGeneration':2,'updatedReplicas':3,'replicas':5 | Waiting for deployment "web" rollout to finish: 2 old replicas are pending termination... | false
          deployment | 'observedGeneration':2,'updatedReplicas':3,'replicas':3,'availableReplicas':2 | Waiting for deployment "web" rollout to finish: 2 of 3 updated replicas are available... | false
          deployment | 'observedGeneration':2,'updatedReplicas':3,'replicas':3,'availableReplicas':3 | deployment "web" successfully rolled out | true
          daemonset | 'observedGeneration':1 | Waiting for daemon set spec update to be observed... | false
          daemonset | 'observedGeneration':2,'desiredNumberScheduled':3,'updatedNumberScheduled':1 | Waiting for daemon set "web" rollout to finish: 1 out of 3 new pods have been updated... | false
          daemonset | 'observedGeneration':2,'desiredNumberScheduled':3,'updatedNumberScheduled':3,'numberAvailable':2 | Waiting for daemon set "web" rollout to finish: 2 of 3 updated pods are available... | false
          daemonset | 'observedGeneration':2,'desiredNumberScheduled':3,'updatedNumberScheduled':3,'numberAvailable':3 | daemon set "web" successfully rolled out | true
          statefulset | 'observedGeneration':1 | Waiting for statefulset spec update to be observed... | false
          statefulset | 'observedGeneration':2,'readyReplicas':1 | Waiting for 2 pods to be ready... | false
          statefulset | 'observedGeneration':2,'readyReplicas':3,'updatedReplicas':1,'updateRevision':'b','currentRevision':'a' | waiting for statefulset rolling update to complete 1 pods at revision b... | false
          statefulset | 'observedGeneration':2,'readyReplicas':3,'currentReplicas':3,'updateRevision':'b','currentRevision':'b' | statefulset rolling update complete 3 pods at revision b... | true
          deploymentconfig | 'observedGeneration':2 | Deployment config "web" waiting on image update | false
          deploymentconfig | 'observedGeneration':1,'latestVersion':4 | Waiting for latest deployment config spec to be observed by the controller loop... | false
          deploymentconfig | 'observedGeneration':2,'latestVersion':4,'updatedReplicas':2,'availableReplicas':1 | Waiting for rollout to finish: 2 out of 3 new replicas have been updated... | false
          deploymentconfig | 'observedGeneration':2,'latestVersion':4,'updatedReplicas':3,'replicas':5 | Waiting for rollout to finish: 2 old replicas are pending termination... | false
          deploymentconfig | 'observedGeneration':2,'latestVersion':4,'updatedReplicas':3,'replicas':3,'availableReplicas':2 | Waiting for rollout to finish: 2 of 3 updated replicas are available... | false
          deploymentconfig | 'observedGeneration':2,'latestVersion':4,'updatedReplicas':3,'replicas':3,'availableReplicas':3 | Waiting for latest deployment config spec to be observed by the controller loop... | false
          deploymentconfig | 'observedGeneration':2,'latestVersion':4,'conditions':[{'type':'Progressing','reason':'NewReplicationControllerAvailable','message':'web-4 is done'}] | web-4 is done | true
          """)
  void isSaidAsKubectlAndOcSayIt(String kind, String status, String text, boolean done) {
    assertThat(RolloutProgress.of(requireNonNull(KINDS.get(kind)), workload(status)))
        .isEqualTo(new RolloutProgress(text, done));
  }

  @Test
  void aDeadlineThatPassedIsAFailure() {
    ObjectNode late =
        workload("'observedGeneration':2,'conditions':[{'reason':'ProgressDeadlineExceeded'}]");
    assertThatThrownBy(() -> RolloutProgress.of(Kinds.DEPLOYMENT, late))
        .isInstanceOf(CliException.class)
        .hasMessageContaining("\"web\" exceeded its progress deadline");
  }

  @ParameterizedTest
  @CsvSource({
    "ProgressDeadlineExceeded, it has failed",
    "RolloutCancelled, it was cancelled",
    "ReplicationControllerCreateError, it cannot begin",
  })
  void aRolloutOfADeploymentConfigThatEndedOtherwiseIsAFailure(String reason, String message) {
    ObjectNode ended =
        workload(
            "'observedGeneration':2,'latestVersion':4,'conditions':[{'type':'Progressing',"
                + "'reason':'%s','message':'%s'}]".formatted(reason, message));
    assertThatThrownBy(() -> RolloutProgress.of(Kinds.DEPLOYMENT_CONFIG, ended))
        .isInstanceOf(CliException.class)
        .hasMessage(message);
  }

  @Test
  void aDeploymentConfigThatNothingStartsIsNotWaitedFor() {
    ObjectNode idle = workload("'observedGeneration':2");
    ((ObjectNode) idle.get("spec")).putArray("triggers");
    assertThatThrownBy(() -> RolloutProgress.of(Kinds.DEPLOYMENT_CONFIG, idle))
        .hasMessage(
            "Deployment config \"web\" waiting on manual update (use 'weir rollout latest"
                + " dc/web')");
  }

  @Test
  void kindsWithoutRolloutsHaveNone() {
    assertThatThrownBy(() -> RolloutProgress.of(Kinds.SECRET, workload("")))
        .isInstanceOf(CliException.class)
        .hasMessageContaining("no status viewer has been implemented for Secret");
  }

  @Test
  void isWatchedOverOnceSomebodyToldOfIt() {
    assertThat(RolloutProgress.isWatchedOver(workload(""))).isFalse();
    assertThat(RolloutProgress.isWatchedOver(workload("'observedGeneration':1"))).isTrue();
  }
}
