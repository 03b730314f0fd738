package dev.weir.follower;

import dev.weir.client.Resources;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * A kind whose objects move with the tags that they follow: the one hinge between tags and whatever
 * reacts to them. Kinds that follow by annotation are all alike ({@code trigger.Annotated}); kinds
 * with triggers of their own live with their kind and are handed to the loop.
 */
public interface TriggeredKind extends KindWithTriggers {
  /**
   * Decides what each trigger means for an object as it is now. Pure, for the tags given; called
   * for each change of an object.
   *
   * @param object never changed
   * @param triggers what {@link #triggers} read from it
   * @return one decision for each trigger, in their order
   */
  List<TriggerDecision> decide(ObjectNode object, List<Trigger> triggers, TagLookup tags);

  /**
   * Moves an object: by a write of it, or of a subresource. All moves go together or none does.
   *
   * @param object as it was when the moves were decided; never changed
   * @param causes of these moves, one for each
   * @throws dev.weir.resource.StatusException with code 409 if the object has changed since in what
   *     the moves were decided by; it is then read and decided afresh
   */
  void carryOut(Resources workloads, ObjectNode object, List<Cause> causes);

  /** An object of this kind. */
  record Name(String namespace, String name) {}

  /** Objects whose moves were broken off half-way, such as by the end of a process. */
  default List<Name> unfinished() {
    return List.of();
  }

  /**
   * Finishes the move of an object that was broken off, if there is one; called before the object
   * is looked at, which may not be there.
   *
   * @return what is refused for as long as nobody changes something, in a sentence; it is called
   *     again later
   * @throws RuntimeException to be called again later
   */
  default Optional<String> finish(Resources workloads, String namespace, String name) {
    return Optional.empty();
  }
}
