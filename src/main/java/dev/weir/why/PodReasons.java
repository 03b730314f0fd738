package dev.weir.why;

import dev.weir.follower.Trigger;
import dev.weir.follower.TriggerDecision;
import dev.weir.follower.Triggers;
import dev.weir.image.OwnRegistry;
import dev.weir.imagestream.ImageStream;
import dev.weir.lookup.ImageLookup;
import dev.weir.reference.StreamName;
import dev.weir.resource.Meta;
import dev.weir.trigger.FieldPath;
import dev.weir.why.Followed.Behind;
import dev.weir.why.Followed.State;
import dev.weir.workload.WorkloadKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/**
 * Why the containers and image volumes of a workload are what they are. Pure, for the facts given.
 */
final class PodReasons {
  /** Most images that are looked at; of further ones there is only their number. */
  static final int MOST = 100;

  private static final String WAITS =
      "it waits until the other tags that the same object follows have images";

  private final ImageReasons reasons;
  private final ShownTags tags;

  PodReasons(ImageReasons reasons) {
    this.reasons = reasons;
    this.tags = reasons.tags();
  }

  /**
   * What moves a place.
   *
   * @param decision what the trigger means for the object now, if something acts on it
   */
  private record Mover(Trigger trigger, Optional<TriggerDecision> decision) {
    Behind behind(String usual) {
      return switch (decision.orElse(null)) {
        case TriggerDecision.Waits _ -> Behind.moving(WAITS);
        case TriggerDecision.Fixed(Trigger _, String reason) -> new Behind(State.FIXED, reason);
        case null, default -> Behind.moving(usual);
      };
    }
  }

  /** An object with a pod in it. */
  record Pods(Subject subject, WorkloadKind kind) {}

  /**
   * Why an object runs what it runs.
   *
   * @param owners what made it, and what made that
   * @param following of the last of these, or of the object itself
   */
  ObjectReason of(Pods asked, List<Pods> owners, Optional<Following> following) {
    Pods root = owners.isEmpty() ? asked : owners.getLast();
    ObjectNode object = root.subject().object();
    Triggers triggers = following.map(it -> it.triggers(object)).orElse(Triggers.NONE);
    List<String> problems = new ArrayList<>(triggers.problems());
    List<TriggerDecision> decisions =
        following.map(it -> it.decide(object, triggers.all(), tags)).orElse(List.of());
    Map<String, Mover> moving = moving(root, triggers, decisions, problems);
    List<NamedPlace> places = NamedPlace.of(asked.kind(), asked.subject().object());
    List<ImageReason> images = new ArrayList<>();
    String behind =
        owners.isEmpty()
            ? "it is being moved; if it stays so, its Events say why"
            : root.subject().shown() + " is what moves, and what it made is replaced after it";
    for (NamedPlace place : places.subList(0, Math.min(MOST, places.size()))) {
      Optional<Mover> mover = Optional.ofNullable(moving.get(key(place)));
      images.add(
          mover.isPresent()
              ? reasons.followed(
                  place.where(),
                  place.image(),
                  mover.get().trigger(),
                  following.orElseThrow(),
                  List.of(asked.subject().object(), object),
                  mover.get().behind(behind))
              : reasons.unmoved(
                  place.where(),
                  place.image(),
                  root.subject().namespace(),
                  isLookedUp(root, tags.stored(place.image()))));
    }
    return new ObjectReason(
        asked.subject().kind(),
        asked.subject().namespace(),
        asked.subject().name(),
        asked.subject().elsewhere(),
        owners.stream().map(owner -> owner.subject().shown()).toList(),
        images,
        places.size() - images.size(),
        problems);
  }

  /** Which trigger moves which place; an active one before one that is paused. */
  private Map<String, Mover> moving(
      Pods root, Triggers triggers, List<TriggerDecision> decisions, List<String> problems) {
    ObjectNode object = root.subject().object();
    List<NamedPlace> places = NamedPlace.of(root.kind(), object);
    Map<String, Mover> moving = new HashMap<>();
    for (int i = 0; i < triggers.all().size(); i++) {
      Trigger trigger = triggers.all().get(i);
      List<String> keys = keys(root, trigger, places);
      Optional<TriggerDecision> decision =
          i < decisions.size() ? Optional.of(decisions.get(i)) : Optional.empty();
      Optional<String> misplaced =
          decision
              .filter(TriggerDecision.Misplaced.class::isInstance)
              .map(it -> ((TriggerDecision.Misplaced) it).reason());
      if (misplaced.isPresent() || keys.isEmpty()) {
        problems.add(
            "the trigger on "
                + trigger.from()
                + " moves nothing: "
                + misplaced.orElse("nothing here has the name that it says"));
        continue;
      }
      for (String key : keys) {
        Mover mover = new Mover(trigger, decision);
        moving.merge(key, mover, (one, other) -> one.trigger().active() ? one : other);
      }
    }
    return moving;
  }

  private static List<String> keys(Pods root, Trigger trigger, List<NamedPlace> places) {
    return switch (trigger) {
      case Trigger.AtPath(Trigger.TagKey _, String fieldPath, boolean _) ->
          FieldPath.parse(fieldPath, root.kind().podSpecPath())
              .flatMap(path -> path.place(root.kind().podSpec(root.subject().object())))
              .flatMap(
                  at ->
                      places.stream()
                          .filter(p -> p.list().equals(at.list()) && p.index() == at.index())
                          .findFirst())
              .map(PodReasons::key)
              .stream()
              .toList();
      case Trigger.OfContainers(Trigger.TagKey _, List<String> names, boolean _) ->
          places.stream()
              .filter(place -> place.list().endsWith("ontainers") && names.contains(place.name()))
              .map(PodReasons::key)
              .toList();
      case Trigger.OfBuild _ -> List.of();
    };
  }

  /** Names are those that an owner's containers have too. */
  private static String key(NamedPlace place) {
    return place.list() + "/" + (place.name().isEmpty() ? "#" + place.index() : place.name());
  }

  /** True if a name that somebody wrote may have become this image when it was written. */
  private boolean isLookedUp(Pods root, ImageId image) {
    ObjectNode object = root.subject().object();
    if (root.subject().elsewhere() || image.digest().isEmpty()) {
      return false;
    }
    boolean forced =
        Stream.of(object, root.kind().pod(object))
            .anyMatch(it -> Meta.annotation(it, ImageLookup.ANNOTATION).equals("*"));
    Optional<StreamName> stream = OwnRegistry.stream(image.pullSpec());
    return stream.isPresent()
        && stream.get().namespace().equals(root.subject().namespace())
        && (forced
            || reasons.facts().stream(stream.get()).filter(ImageStream::localLookup).isPresent());
  }
}
