package dev.weir.trigger;

import dev.weir.reference.ImageReference;
import dev.weir.resource.Json;
import dev.weir.workload.WorkloadKind;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import tools.jackson.databind.node.ObjectNode;

/** Decides what triggers do to a workload. Pure (controllers-and-access.md 2.3–2.5). */
public final class TriggerRules {
  private TriggerRules() {}

  /**
   * Decides for each trigger by itself: one that cannot be resolved does not hold back the others.
   *
   * @param resolve newest pull spec of a tag, if it has one
   * @param ownHost whether a host is, or was, the integrated registry's: an image that differs only
   *     in that is the same image
   */
  public static List<TriggerDecision> decide(
      WorkloadKind kind,
      ObjectNode workload,
      List<Trigger> triggers,
      Function<Trigger.TagKey, Optional<String>> resolve,
      Predicate<String> ownHost) {
    ObjectNode podSpec = kind.podSpec(workload);
    return triggers.stream()
        .map(trigger -> decide(kind, podSpec, trigger, resolve.apply(trigger.from()), ownHost))
        .toList();
  }

  private static TriggerDecision decide(
      WorkloadKind kind,
      ObjectNode podSpec,
      Trigger trigger,
      Optional<String> resolved,
      Predicate<String> ownHost) {
    if (trigger.paused()) {
      return new TriggerDecision.Paused(trigger);
    }
    if (resolved.isEmpty()) {
      return new TriggerDecision.Unresolved(trigger);
    }
    Optional<FieldPath> path = FieldPath.parse(trigger.fieldPath(), kind.podSpecPath());
    if (path.isEmpty()) {
      return new TriggerDecision.NoSuchContainer(
          trigger,
          "fieldPath \""
              + trigger.fieldPath()
              + "\" must be of the form "
              + kind.podSpecPath()
              + ".containers[?(@.name==\"NAME\")].image");
    }
    Optional<ObjectNode> container = path.get().container(podSpec);
    if (container.isEmpty()) {
      return new TriggerDecision.NoSuchContainer(
          trigger, "fieldPath \"" + trigger.fieldPath() + "\" names no container");
    }
    return isSame(Json.string(container.get(), "image"), resolved.get(), ownHost)
        ? new TriggerDecision.UpToDate(trigger)
        : new TriggerDecision.SetImage(trigger, path.get(), resolved.get());
  }

  private static boolean isSame(String present, String wanted, Predicate<String> ownHost) {
    return present.equals(wanted)
        || withoutOwnHost(present, ownHost).equals(withoutOwnHost(wanted, ownHost));
  }

  private static String withoutOwnHost(String image, Predicate<String> ownHost) {
    int slash = image.indexOf('/');
    if (slash < 0 || !ownHost.test(image.substring(0, slash))) {
      return image;
    }
    try {
      return ImageReference.parse(image).withRegistry("").exact();
    } catch (IllegalArgumentException _) {
      return image;
    }
  }

  /** Carries the decisions out on a tree of the caller's own; true if it changed. */
  public static boolean apply(
      WorkloadKind kind, ObjectNode workload, List<TriggerDecision> decisions) {
    boolean changed = false;
    for (TriggerDecision decision : decisions) {
      if (decision instanceof TriggerDecision.SetImage(Trigger _, FieldPath path, String image)) {
        Optional<ObjectNode> container = path.container(kind.podSpec(workload));
        container.ifPresent(c -> c.put("image", image));
        changed |= container.isPresent();
      }
    }
    return changed;
  }
}
