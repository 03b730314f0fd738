package dev.weir.trigger;

import dev.weir.follower.SameImage;
import dev.weir.follower.TagLookup;
import dev.weir.follower.Trigger;
import dev.weir.follower.TriggerDecision;
import dev.weir.trigger.FieldPath.Place;
import dev.weir.workload.WorkloadKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * Decides what triggers do to the containers and image volumes of a workload. Pure
 * (controllers-and-access.md 2.3–2.5).
 */
final class TriggerRules {
  private TriggerRules() {}

  /**
   * Decides for each trigger by itself: one that cannot be resolved does not hold back the others.
   * Of two on one container the first alone counts: they would move it to and fro for ever.
   */
  static List<TriggerDecision> decide(
      WorkloadKind kind, ObjectNode workload, List<Trigger> triggers, TagLookup tags) {
    ObjectNode podSpec = kind.podSpec(workload);
    Map<Place, Trigger> taken = new HashMap<>();
    List<TriggerDecision> decisions = new ArrayList<>(triggers.size());
    for (Trigger trigger : triggers) {
      decisions.add(decide(kind, podSpec, trigger, taken, tags));
    }
    return decisions;
  }

  private static TriggerDecision decide(
      WorkloadKind kind,
      ObjectNode podSpec,
      Trigger trigger,
      Map<Place, Trigger> taken,
      TagLookup tags) {
    if (!trigger.active()) {
      return new TriggerDecision.Paused(trigger);
    }
    if (!(trigger instanceof Trigger.AtPath(Trigger.TagKey from, String fieldPath, boolean _))) {
      return new TriggerDecision.Misplaced(trigger, "a fieldPath is missing");
    }
    Optional<FieldPath> path = FieldPath.parse(fieldPath, kind.podSpecPath());
    if (path.isEmpty()) {
      return new TriggerDecision.Misplaced(
          trigger,
          "fieldPath \""
              + fieldPath
              + "\" must be of the form "
              + kind.podSpecPath()
              + (fieldPath.contains(".volumes")
                  ? ".volumes[?(@.name==\"NAME\")].image.reference"
                  : ".containers[?(@.name==\"NAME\")].image"));
    }
    Optional<Place> place = path.get().place(podSpec);
    String noun = path.get().isOfVolume() ? "image volume" : "container";
    if (place.isEmpty()) {
      return new TriggerDecision.Misplaced(
          trigger, "fieldPath \"" + fieldPath + "\" names no " + noun);
    }
    Trigger other = taken.putIfAbsent(place.get(), trigger);
    if (other != null) {
      return new TriggerDecision.Misplaced(
          trigger,
          "fieldPath \""
              + fieldPath
              + "\" names "
              + (path.get().isOfVolume() ? "an " : "a ")
              + noun
              + " that follows "
              + other.from());
    }
    Optional<String> resolved = tags.newest(from);
    if (resolved.isEmpty()) {
      return new TriggerDecision.Unresolved(trigger);
    }
    String image = place.get().image(podSpec);
    return SameImage.isSame(image, resolved.get(), tags)
        ? new TriggerDecision.UpToDate(trigger)
        : new TriggerDecision.Move(trigger, image, resolved.get());
  }

  /** Where the image is that moves. */
  static Optional<Place> place(WorkloadKind kind, ObjectNode podSpec, TriggerDecision.Move move) {
    return move.trigger() instanceof Trigger.AtPath(Trigger.TagKey _, String fieldPath, boolean _)
        ? FieldPath.parse(fieldPath, kind.podSpecPath()).flatMap(path -> path.place(podSpec))
        : Optional.empty();
  }
}
