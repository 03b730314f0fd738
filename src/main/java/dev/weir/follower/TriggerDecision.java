package dev.weir.follower;

/** What a trigger means for an object as it is now. */
public sealed interface TriggerDecision {
  Trigger trigger();

  /**
   * What follows the tag gets its image.
   *
   * @param from image that it has, as it is written; empty if it has none
   * @param to pull spec
   */
  record Move(Trigger trigger, String from, String to) implements TriggerDecision {}

  record UpToDate(Trigger trigger) implements TriggerDecision {}

  record Paused(Trigger trigger) implements TriggerDecision {}

  /** The tag has no image yet; another event will come. */
  record Unresolved(Trigger trigger) implements TriggerDecision {}

  /** What shall follow the tag is not in the object, now, or follows another one already. */
  record Misplaced(Trigger trigger, String reason) implements TriggerDecision {}

  /**
   * What follows the tag would get its image, and gets it together with those of other triggers of
   * the same object, which have none yet.
   */
  record Waits(Trigger trigger) implements TriggerDecision {}

  /**
   * What follows the tag would get its image, and never can, as the object is now.
   *
   * @param reason why, and what to do instead; names the image
   */
  record Fixed(Trigger trigger, String reason) implements TriggerDecision {}
}
