package dev.weir.lookup;

import dev.weir.follower.Trigger;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import dev.weir.trigger.FieldPath;
import dev.weir.trigger.TriggerAnnotation;
import dev.weir.workload.WorkloadKind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
    Map<String, String> known = new HashMap<>();
    containers(kind.podSpec(before))
        .forEach(old -> known.putIfAbsent(name(old), Json.string(old, "image")));
    Set<ObjectNode> followers = triggered ? followers(kind, workload) : Set.of();
    for (ObjectNode container : containers(kind.podSpec(workload))) {
      String image = Json.string(container, "image");
      if (!followers.contains(container) && !image.equals(known.get(name(container)))) {
        names.resolve(image).ifPresent(spec -> container.put("image", spec));
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

  private static String name(ObjectNode container) {
    return Json.string(container, "name");
  }

  /** Containers that follow a tag now, these very objects: two may look the same. */
  private static Set<ObjectNode> followers(WorkloadKind kind, ObjectNode workload) {
    String text = Meta.annotation(workload, TriggerAnnotation.KEY);
    Set<ObjectNode> found = Collections.newSetFromMap(new IdentityHashMap<>());
    if (TriggerAnnotation.parse(text, Meta.namespace(workload))
        instanceof
        TriggerAnnotation.Parsed.Triggers(List<Trigger.AtPath> triggers, List<String> _)) {
      triggers.stream()
          .filter(Trigger::active)
          .map(trigger -> FieldPath.parse(trigger.fieldPath(), kind.podSpecPath()))
          .flatMap(Optional::stream)
          .map(path -> path.container(kind.podSpec(workload)))
          .flatMap(Optional::stream)
          .forEach(found::add);
    }
    return found;
  }
}
