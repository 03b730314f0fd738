package dev.weir.platform.openshift.deployment;

import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/**
 * A deployment config and its rollouts as they are now. Pure.
 *
 * @param config never changed
 * @param rollouts that belong to it, oldest first
 */
record RolloutState(ObjectNode config, List<Rollout> rollouts) {
  private static final int HISTORY_LIMIT = 10;

  RolloutState {
    rollouts = rollouts.stream().sorted(Comparator.comparingLong(Rollout::version)).toList();
  }

  ObjectNode spec() {
    return Json.objectAt(config, "spec");
  }

  ObjectNode status() {
    return Json.objectAt(config, "status");
  }

  /** The version that was asked for last; 0 if none was yet. */
  long latestVersion() {
    return status().path("latestVersion").asLong(0);
  }

  /** The rollout of the version that was asked for last, if it has begun. */
  Optional<Rollout> latest() {
    return rollouts.stream().filter(rollout -> rollout.version() == latestVersion()).findFirst();
  }

  /**
   * The newest rollout that is complete, of the versions that were asked for: its pods are those
   * that shall run.
   */
  Optional<Rollout> active() {
    return rollouts.stream()
        .filter(rollout -> rollout.phase() == Phase.COMPLETE)
        .filter(rollout -> rollout.version() <= latestVersion())
        .reduce((_, newer) -> newer);
  }

  boolean isPaused() {
    return spec().path("paused").asBoolean(false);
  }

  boolean isBeingDeleted() {
    return !Json.string(Json.objectAt(config, "metadata"), "deletionTimestamp").isEmpty();
  }

  /** True if somebody else's program rolls out. */
  boolean isCustom() {
    return strategy().equals("Custom");
  }

  /** True if old pods go before new ones come. */
  boolean isRecreated() {
    return strategy().equals("Recreate");
  }

  private String strategy() {
    return Json.string(Json.objectAt(spec(), "strategy"), "type");
  }

  int replicas() {
    return spec().path("replicas").asInt(0);
  }

  /** True if its pods are there only while a rollout runs. */
  boolean isTest() {
    return spec().path("test").asBoolean(false);
  }

  int historyLimit() {
    return spec().path("revisionHistoryLimit").asInt(HISTORY_LIMIT);
  }

  /** Name of the controller of the version that was asked for last. */
  String latestName() {
    return Rollout.name(Meta.name(config), latestVersion());
  }

  /** The same with a rollout in a new state. */
  RolloutState with(Rollout changed) {
    List<Rollout> others = without(changed.name()).rollouts();
    return new RolloutState(config, Stream.concat(others.stream(), Stream.of(changed)).toList());
  }

  RolloutState without(String name) {
    return new RolloutState(
        config, rollouts.stream().filter(rollout -> !rollout.name().equals(name)).toList());
  }

  RolloutState with(ObjectNode changed) {
    return new RolloutState(changed, rollouts);
  }
}
