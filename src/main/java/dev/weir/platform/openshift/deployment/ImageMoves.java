package dev.weir.platform.openshift.deployment;

import dev.weir.follower.SameImage;
import dev.weir.follower.TagLookup;
import dev.weir.follower.TriggerDecision;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the image triggers of a deployment config mean for it as it is now. Pure
 * (controllers-and-access.md 4.2).
 */
final class ImageMoves {
  private ImageMoves() {}

  /**
   * Decides for all of them: either each automatic one has an image, be it the one that it fired
   * for last, or none moves anything.
   */
  static List<TriggerDecision> decide(ObjectNode config, TagLookup tags) {
    List<ImageChange> all = ImageChange.of(config);
    boolean complete =
        all.stream()
            .filter(ImageChange::isAutomatic)
            .allMatch(change -> wanted(change, tags).isPresent());
    return all.stream().map(change -> decide(change, config, tags, complete)).toList();
  }

  private static TriggerDecision decide(
      ImageChange change, ObjectNode config, TagLookup tags, boolean complete) {
    if (!change.isAutomatic()) {
      return new TriggerDecision.Paused(change.trigger());
    }
    Optional<String> wanted = wanted(change, tags);
    if (wanted.isEmpty()) {
      return new TriggerDecision.Unresolved(change.trigger());
    }
    Optional<String> present = present(change, config, wanted.get(), tags);
    if (present.isEmpty()) {
      return new TriggerDecision.UpToDate(change.trigger());
    }
    return complete
        ? new TriggerDecision.Move(change.trigger(), present.get(), wanted.get())
        : new TriggerDecision.Waits(change.trigger());
  }

  /** The image of its tag now, or else the one that it fired for last. */
  private static Optional<String> wanted(ImageChange change, TagLookup tags) {
    return tags.newest(change.trigger().from())
        .or(() -> Optional.of(change.last()).filter(last -> !last.isEmpty()));
  }

  /** An image that is another one than is wanted: of a container, or the one that fired last. */
  private static Optional<String> present(
      ImageChange change, ObjectNode config, String wanted, TagLookup tags) {
    ObjectNode podSpec = ImageChange.podSpec(config);
    return change.places().stream()
        .map(place -> place.image(podSpec))
        .filter(image -> !SameImage.isSame(image, wanted, tags))
        .findFirst()
        .or(() -> Optional.of(change.last()).filter(last -> !SameImage.isSame(last, wanted, tags)));
  }
}
