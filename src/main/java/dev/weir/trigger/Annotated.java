package dev.weir.trigger;

import dev.weir.client.Resources;
import dev.weir.follower.Cause;
import dev.weir.follower.TagLookup;
import dev.weir.follower.Trigger;
import dev.weir.follower.TriggerDecision;
import dev.weir.follower.TriggeredKind;
import dev.weir.follower.Triggers;
import dev.weir.resource.ApiObject;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import dev.weir.resource.StatusException;
import dev.weir.resource.patch.ObjectPatch;
import dev.weir.trigger.TriggerAnnotation.Parsed;
import dev.weir.workload.WorkloadKind;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * A workload whose annotation says which of its containers follow which tags, moved by one patch of
 * the object.
 */
public record Annotated(WorkloadKind pods) implements TriggeredKind {
  private static final int UNPROCESSABLE = 422;

  @Override
  public ResourceKind kind() {
    return pods.kind();
  }

  @Override
  public Triggers triggers(ObjectNode object) {
    String text = Meta.annotation(object, TriggerAnnotation.KEY);
    return switch (TriggerAnnotation.parse(text, Meta.namespace(object))) {
      case Parsed.Triggers(List<Trigger.AtPath> triggers, List<String> ignored) ->
          new Triggers(
              List.copyOf(triggers),
              ignored.stream().map(entry -> TriggerAnnotation.NAME + ": " + entry).toList());
      case Parsed.Malformed(String reason) ->
          new Triggers(List.of(), List.of(TriggerAnnotation.NAME + " is ignored: " + reason));
    };
  }

  @Override
  public boolean sameTriggers(ObjectNode before, ObjectNode after) {
    return Meta.annotation(before, TriggerAnnotation.KEY)
        .equals(Meta.annotation(after, TriggerAnnotation.KEY));
  }

  @Override
  public List<TriggerDecision> decide(ObjectNode object, List<Trigger> triggers, TagLookup tags) {
    return TriggerRules.decide(pods, object, triggers, tags);
  }

  @Override
  public void carryOut(Resources workloads, ObjectNode object, List<Cause> causes) {
    ContainerPatch patch = new ContainerPatch(pods, object, causes);
    String namespace = Meta.namespace(object);
    String name = Meta.name(object);
    try {
      ApiObject _ = workloads.patch(kind(), namespace, name, ObjectPatch.JSON, patch.bytes());
    } catch (StatusException refused) {
      // a failed test and what a kind does not allow are refused alike
      if (refused.status().code() == UNPROCESSABLE
          && !patch.fits(workloads.get(kind(), namespace, name).tree())) {
        throw ApiStatus.conflict(kind(), name, "it has changed").exception();
      }
      throw refused;
    }
  }
}
