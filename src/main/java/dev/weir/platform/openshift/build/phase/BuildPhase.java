package dev.weir.platform.openshift.build.phase;

import dev.weir.resource.Json;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/** How far a build is, and what may come next (controllers-and-access.md 3.4). */
public enum BuildPhase {
  NEW("New"),
  PENDING("Pending"),
  RUNNING("Running"),
  COMPLETE("Complete"),
  FAILED("Failed"),
  ERROR("Error"),
  CANCELLED("Cancelled");

  private final String text;

  BuildPhase(String text) {
    this.text = text;
  }

  /** As it is written. */
  public String text() {
    return text;
  }

  /** The phase of a build; empty if that is none. */
  public static Optional<BuildPhase> of(ObjectNode build) {
    String phase = Json.string(Json.objectAt(build, "status"), "phase");
    return Arrays.stream(values()).filter(one -> one.text.equals(phase)).findFirst();
  }

  /** True if nothing comes after it. */
  public boolean isEnd() {
    return next().isEmpty();
  }

  /** True of one that somebody works on. */
  public boolean isActive() {
    return this == PENDING || this == RUNNING;
  }

  private Set<BuildPhase> next() {
    return switch (this) {
      case NEW -> EnumSet.of(PENDING, FAILED, ERROR, CANCELLED);
      case PENDING -> EnumSet.of(RUNNING, FAILED, ERROR, CANCELLED);
      case RUNNING -> EnumSet.of(COMPLETE, FAILED, ERROR, CANCELLED);
      case COMPLETE, FAILED, ERROR, CANCELLED -> EnumSet.noneOf(BuildPhase.class);
    };
  }

  /** True if a build of this phase may come into the other one. */
  public boolean leadsTo(BuildPhase other) {
    return next().contains(other);
  }

  /** The phases that may come next, for people. */
  public String nextInWords() {
    return next().stream().map(BuildPhase::text).collect(Collectors.joining(", "));
  }
}
