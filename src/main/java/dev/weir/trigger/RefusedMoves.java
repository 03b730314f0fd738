package dev.weir.trigger;

import dev.weir.follower.Cause;
import dev.weir.follower.Trigger;
import dev.weir.follower.TriggerDecision;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import tools.jackson.databind.node.ObjectNode;

/**
 * Moves that the server of the workloads has refused for good: they are not tried again until the
 * object or the image is another one. Safe for several threads.
 */
final class RefusedMoves {
  private static final int FIRST_REFUSAL = 400;
  private static final int FIRST_FAILURE = 500;

  /** Not known, not now, or not in this state: it may be otherwise a moment later. */
  private static final Set<Integer> PASSING = Set.of(401, 404, 408, 409, 410, 425, 429);

  private final Map<String, Refused> refused = new HashMap<>();

  /**
   * A refusal.
   *
   * @param object what of it matters, as a short name
   */
  private record Refused(UUID object, Map<Trigger, String> moves, TriggerProblem problem) {}

  /** True if the same would be refused again. */
  static boolean isFinal(ApiStatus refusal) {
    return refusal.code() >= FIRST_REFUSAL
        && refusal.code() < FIRST_FAILURE
        && !PASSING.contains(refusal.code());
  }

  /** Notes that these moves of an object were refused. */
  synchronized TriggerProblem note(
      String key, ObjectNode object, List<Cause> causes, ApiStatus refusal) {
    TriggerProblem problem = TriggerProblem.refused(causes, refusal);
    refused.put(
        key,
        new Refused(named(object), images(causes.stream().map(Cause::move).toList()), problem));
    return problem;
  }

  /** What is to be said of these moves of an object, if they were refused before. */
  synchronized Optional<TriggerProblem> standing(
      String key, ObjectNode object, List<TriggerDecision.Move> moves) {
    return Optional.ofNullable(refused.get(key))
        .filter(before -> before.moves().equals(images(moves)))
        .filter(before -> before.object().equals(named(object)))
        .map(Refused::problem);
  }

  /** Forgets the objects that are meant. */
  synchronized void forgetIf(Predicate<String> meant) {
    refused.keySet().removeIf(meant);
  }

  synchronized void forget(String key) {
    refused.remove(key);
  }

  private static Map<Trigger, String> images(List<TriggerDecision.Move> moves) {
    Map<Trigger, String> images = new HashMap<>();
    moves.forEach(move -> images.put(move.trigger(), move.to()));
    return images;
  }

  /** All but its status and who wrote what: whose changes say nothing of what it may have. */
  private static UUID named(ObjectNode object) {
    ObjectNode matters = Json.object().put("uid", Meta.uid(object));
    for (String member : List.of("labels", "annotations")) {
      matters.set(member, Json.objectAt(Meta.of(object), member));
    }
    matters.set("spec", Json.objectAt(object, "spec"));
    return UUID.nameUUIDFromBytes(Json.text(matters).getBytes(StandardCharsets.UTF_8));
  }
}
