package dev.weir.why;

import dev.weir.follower.KindWithTriggers;
import dev.weir.follower.MoveRights;
import dev.weir.follower.Trigger;
import dev.weir.follower.TriggerDecision;
import dev.weir.follower.TriggeredKind;
import dev.weir.follower.Triggers;
import dev.weir.resource.Meta;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a kind's triggers come to where an object is.
 *
 * @param moves what acts on them; empty if nothing does
 * @param idle why nothing does; empty if something does
 */
record Following(
    KindWithTriggers kind, Optional<TriggeredKind> moves, MoveRights rights, String idle) {
  /** Most triggers of an object that are looked at: each looks for its place among all. */
  private static final int MOST = 200;

  /** As the loop reads them: what another object made follows nothing by itself. */
  Triggers triggers(ObjectNode object) {
    if (Meta.isControlled(object)) {
      return Triggers.NONE;
    }
    Triggers all = kind.triggers(object);
    return new Triggers(all.all().stream().limit(MOST).toList(), all.problems());
  }

  /** One for each trigger; none if nothing acts on them. */
  List<TriggerDecision> decide(ObjectNode object, List<Trigger> triggers, ShownTags tags) {
    return moves.map(kind -> kind.decide(object, triggers, tags)).orElse(List.of());
  }
}
