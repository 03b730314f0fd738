package dev.weir.trigger;

/** What a trigger means for a workload as it is now. */
public sealed interface TriggerDecision {
  Trigger trigger();

  /** The container gets this pull spec. */
  record SetImage(Trigger trigger, FieldPath path, String image) implements TriggerDecision {}

  record UpToDate(Trigger trigger) implements TriggerDecision {}

  record Paused(Trigger trigger) implements TriggerDecision {}

  /** The tag has no image yet; another event will come. */
  record Unresolved(Trigger trigger) implements TriggerDecision {}

  /** The path names no container of this workload, now. */
  record NoSuchContainer(Trigger trigger, String reason) implements TriggerDecision {}
}
