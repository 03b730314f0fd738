package dev.weir.trigger;

import dev.weir.follower.Trigger;
import dev.weir.follower.TriggeredKind;
import dev.weir.follower.Triggers;
import dev.weir.objects.Scope;
import dev.weir.objects.WriteHook;
import dev.weir.resource.ResourceKind;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/**
 * Tells whoever sets a trigger on a workload of this server that it moves nothing, where those of
 * another server are followed.
 */
public final class ElsewhereRemarks implements WriteHook {
  private static final String WORDS =
      ": moves nothing here, since this server follows the workloads of another one (weir"
          + " serve --workloads); set the trigger on the workload there";

  private final List<TriggeredKind> kinds;

  /** Tells of these kinds. */
  public ElsewhereRemarks(List<TriggeredKind> kinds) {
    this.kinds = List.copyOf(kinds);
  }

  @Override
  public void creating(Scope scope, ResourceKind kind, ObjectNode object) {}

  @Override
  public void updating(Scope scope, ResourceKind kind, ObjectNode before, ObjectNode after) {}

  @Override
  public List<String> remarks(ResourceKind kind, ObjectNode object) {
    return kinds.stream()
        .filter(triggered -> triggered.kind().resource().equals(kind.resource()))
        .flatMap(triggered -> active(triggered.triggers(object)).findFirst().stream())
        .map(trigger -> TriggerProblem.where(trigger) + WORDS)
        .toList();
  }

  private static Stream<Trigger> active(Triggers read) {
    return read.all().stream().filter(Trigger::active);
  }
}
