package dev.weir.trigger;

import dev.weir.follower.TagLookup;
import dev.weir.follower.Trigger;
import dev.weir.follower.TriggerDecision;
import dev.weir.follower.TriggeredKind;
import dev.weir.follower.Triggers;
import dev.weir.objects.Scope;
import dev.weir.objects.WriteHook;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Tells whoever writes an object what in its triggers comes to nothing. */
public final class TriggerRemarks implements WriteHook {
  /** Most triggers that are looked at: each looks for its container among all. */
  private static final int MOST = 20;

  /** Longest annotation that can be stored. */
  private static final int LONGEST = 256 * 1024;

  private final Map<String, TriggeredKind> kinds = new HashMap<>();
  private final TagLookup tags;

  /**
   * Tells of these kinds.
   *
   * @param tags as they are at the moment of a write
   */
  public TriggerRemarks(List<TriggeredKind> kinds, TagLookup tags) {
    kinds.forEach(kind -> this.kinds.put(kind.kind().resource(), kind));
    this.tags = tags;
  }

  @Override
  public void creating(Scope scope, ResourceKind kind, ObjectNode object) {}

  @Override
  public void updating(Scope scope, ResourceKind kind, ObjectNode before, ObjectNode after) {}

  @Override
  public List<String> remarks(ResourceKind kind, ObjectNode object) {
    TriggeredKind triggered = kinds.get(kind.resource());
    if (triggered == null || Meta.annotation(object, TriggerAnnotation.KEY).length() > LONGEST) {
      return List.of();
    }
    Triggers read = triggered.triggers(object);
    List<Trigger> some = read.all().stream().limit(MOST).toList();
    List<TriggerDecision> decisions = triggered.decide(object, some, tags);
    return TriggerProblem.of(read, decisions, _ -> Optional.empty(), _ -> true).stream()
        .map(TriggerProblem::text)
        .toList();
  }
}
