package dev.weir.platform.openshift.deployment;

import tools.jackson.databind.node.ObjectNode;

/** The next write that brings a deployment config to where it shall be. */
sealed interface Step {
  /** A version comes about. */
  record NextVersion(Details details) implements Step {}

  /** The rollout of the version that was asked for begins. */
  record Begin() implements Step {}

  /**
   * A rollout goes on.
   *
   * @param controller as it shall be
   */
  record Change(ObjectNode controller) implements Step {}

  /** A rollout that nobody needs any more goes. */
  record Forget(Rollout rollout) implements Step {}

  /** All is as it shall be, or somebody else's turn. */
  record Nothing() implements Step {}
}
