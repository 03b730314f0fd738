package dev.weir.platform.openshift.deployment;

import java.util.stream.Stream;

/** How far a rollout is. */
enum Phase {
  NEW("New"),
  PENDING("Pending"),
  RUNNING("Running"),
  COMPLETE("Complete"),
  FAILED("Failed");

  private final String text;

  Phase(String text) {
    this.text = text;
  }

  /** As the annotation has it. */
  String text() {
    return text;
  }

  boolean isOver() {
    return this == COMPLETE || this == FAILED;
  }

  /** A phase that nobody knows is that of a rollout that has not begun. */
  static Phase of(String text) {
    return Stream.of(values()).filter(phase -> phase.text.equals(text)).findFirst().orElse(NEW);
  }
}
