package dev.weir.platform.openshift.deployment;

import dev.weir.resource.Meta;
import java.time.Instant;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * The status of a deployment config, as its rollouts are. Pure. Pods are those that the status of
 * its controllers tells of: Weir runs none, and counts none.
 */
final class ConfigStatus {
  private static final String AVAILABLE = "availableReplicas";
  private static final String READY = "readyReplicas";

  private ConfigStatus() {}

  /**
   * The status, equal to the present one if there is nothing new to tell.
   *
   * @param createError why the controller of the newest version cannot be made, if so
   */
  static ObjectNode of(RolloutState state, Optional<String> createError, Instant now) {
    ObjectNode status = state.status().deepCopy();
    int available = sum(state, AVAILABLE);
    int wanted = state.rollouts().stream().mapToInt(Rollout::wanted).sum();
    status.put("observedGeneration", Meta.generation(state.config()));
    status.put("replicas", sum(state, "replicas"));
    status.put(
        "updatedReplicas", state.latest().map(latest -> latest.counted("replicas")).orElse(0));
    status.put(AVAILABLE, available);
    status.put("unavailableReplicas", Math.max(0, wanted - available));
    int ready = sum(state, READY);
    if (ready > 0) {
      status.put(READY, ready);
    } else {
      status.remove(READY);
    }
    status.set("conditions", Conditions.of(state, available, createError, now));
    return status;
  }

  private static int sum(RolloutState state, String counted) {
    return state.rollouts().stream().mapToInt(rollout -> rollout.counted(counted)).sum();
  }
}
