package dev.weir.follower;

import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Which triggers may move something. */
public interface MoveRights {
  /** All triggers may. */
  MoveRights ALL = (_, _, _) -> Optional.empty();

  /**
   * Why a trigger may not move an object, if so, and what can be done about it.
   *
   * @param object as it is stored
   */
  Optional<String> refusal(ResourceKind kind, ObjectNode object, Trigger trigger);

  /**
   * True if an object may say who moved a tag that it follows: whoever sees the object reads it
   * there. Of a tag of another namespace that is not for everybody who may pull.
   *
   * @param object as it is stored
   */
  default boolean mayName(ResourceKind kind, ObjectNode object, Trigger trigger) {
    return trigger.from().namespace().equals(Meta.namespace(object));
  }
}
