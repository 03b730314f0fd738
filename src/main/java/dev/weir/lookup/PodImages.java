package dev.weir.lookup;

import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import dev.weir.trigger.FieldPath;
import dev.weir.trigger.Trigger;
import dev.weir.trigger.TriggerAnnotation;
import dev.weir.workload.WorkloadKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The images of a workload's containers. */
final class PodImages {
  private PodImages() {}

  /**
   * Replaces the names that can be resolved and differ from those before.
   *
   * @param before an empty object if all names are new
   * @param triggered the kind's images follow the trigger annotation: those stay what it makes them
   */
  static void resolve(
      WorkloadKind kind,
      boolean triggered,
      ObjectNode before,
      ObjectNode workload,
      ImageNames names) {
    List<ObjectNode> known = containers(kind.podSpec(before));
    List<ObjectNode> followers = triggered ? followers(kind, workload) : List.of();
    for (ObjectNode container : containers(kind.podSpec(workload))) {
      boolean follows = followers.stream().anyMatch(follower -> isSame(follower, container));
      if (!follows && !isKnown(container, known)) {
        names
            .resolve(Json.string(container, "image"))
            .ifPresent(spec -> container.put("image", spec));
      }
    }
  }

  private static List<ObjectNode> containers(ObjectNode podSpec) {
    List<ObjectNode> found = new ArrayList<>();
    for (String list : new String[] {"initContainers", "containers"}) {
      for (JsonNode container : Json.arrayAt(podSpec, list)) {
        if (container instanceof ObjectNode object) {
          found.add(object);
        }
      }
    }
    return found;
  }

  private static boolean isKnown(ObjectNode container, List<ObjectNode> known) {
    return known.stream()
        .filter(other -> Json.string(other, "name").equals(Json.string(container, "name")))
        .findFirst()
        .filter(other -> Json.string(other, "image").equals(Json.string(container, "image")))
        .isPresent();
  }

  /** Containers that follow a tag now. */
  private static List<ObjectNode> followers(WorkloadKind kind, ObjectNode workload) {
    String text = Meta.annotation(workload, TriggerAnnotation.KEY);
    return TriggerAnnotation.parse(text, Meta.namespace(workload))
            instanceof TriggerAnnotation.Parsed.Triggers(List<Trigger> triggers)
        ? triggers.stream()
            .filter(trigger -> !trigger.paused())
            .map(trigger -> FieldPath.parse(trigger.fieldPath(), kind.podSpecPath()))
            .flatMap(Optional::stream)
            .map(path -> path.container(kind.podSpec(workload)))
            .flatMap(Optional::stream)
            .toList()
        : List.of();
  }

  @SuppressWarnings("ReferenceEquality") // two containers may look the same
  private static boolean isSame(ObjectNode some, ObjectNode other) {
    return some == other;
  }
}
