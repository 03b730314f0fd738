package dev.weir.follower;

import dev.weir.resource.ResourceKind;
import tools.jackson.databind.node.ObjectNode;

/** A kind whose objects say which tags they follow. */
public interface KindWithTriggers {
  ResourceKind kind();

  /** Reads what an object of this kind follows, whatever else is wrong with it. Pure. */
  Triggers triggers(ObjectNode object);

  /**
   * True if two states of an object have the same triggers; found out without reading them where
   * that is cheaper, since most writes change none. Pure.
   */
  default boolean sameTriggers(ObjectNode before, ObjectNode after) {
    return triggers(before).equals(triggers(after));
  }
}
