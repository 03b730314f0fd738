package dev.weir.trigger;

import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import dev.weir.trigger.TriggerAnnotation.Parsed;
import dev.weir.workload.PodPaths;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What in the trigger annotation of a workload comes to nothing, for whoever writes it. It is no
 * error: a container may be added later, and OpenShift takes such annotations too. Pure.
 */
public final class TriggerProblems {
  /** Most triggers that are looked at: each looks for its container among all. */
  private static final int MOST = 20;

  /** Longest annotation that can be stored. */
  private static final int LONGEST = 256 * 1024;

  private TriggerProblems() {}

  /** One sentence each; none for kinds that follow no tags. */
  public static List<String> of(ResourceKind kind, ObjectNode workload) {
    String text = Meta.annotation(workload, TriggerAnnotation.KEY);
    if (text.isEmpty() || text.length() > LONGEST || !PodPaths.isTriggered(kind)) {
      return List.of();
    }
    return switch (TriggerAnnotation.parse(text, Meta.namespace(workload))) {
      case Parsed.Malformed(String reason) ->
          List.of("annotation " + TriggerAnnotation.KEY + " is ignored: " + reason);
      case Parsed.Triggers(List<Trigger> triggers) ->
          Stream.concat(nameless(text), placeless(kind, workload, triggers))
              .map(problem -> "annotation " + TriggerAnnotation.KEY + ": " + problem)
              .toList();
    };
  }

  private static Stream<String> nameless(String text) {
    List<String> found = new ArrayList<>();
    JsonNode entries = text.isBlank() ? Json.array() : Json.parse(text);
    for (int i = 0; i < entries.size(); i++) {
      if (!TriggerAnnotation.namesTag(entries.get(i).path("from"))) {
        found.add(
            "entry " + i + " is ignored: from must be of kind ImageStreamTag with a name NAME:TAG");
      }
    }
    return found.stream();
  }

  private static Stream<String> placeless(
      ResourceKind kind, ObjectNode workload, List<Trigger> triggers) {
    List<Trigger> some = triggers.stream().limit(MOST).toList();
    return PodPaths.workload(kind).stream()
        .flatMap(
            pods ->
                TriggerRules.decide(pods, workload, some, _ -> Optional.of(""), _ -> false)
                    .stream())
        .filter(TriggerDecision.NoSuchContainer.class::isInstance)
        .map(decision -> ((TriggerDecision.NoSuchContainer) decision).reason());
  }
}
