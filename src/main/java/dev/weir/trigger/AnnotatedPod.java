package dev.weir.trigger;

import dev.weir.client.Resources;
import dev.weir.follower.Cause;
import dev.weir.follower.TagLookup;
import dev.weir.follower.Trigger;
import dev.weir.follower.TriggerDecision;
import dev.weir.follower.TriggeredKind;
import dev.weir.follower.Triggers;
import dev.weir.objects.meta.Finalizers;
import dev.weir.resource.Json;
import dev.weir.resource.ResourceKind;
import dev.weir.workload.WorkloadKind;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/**
 * A bare Pod whose annotation says which tags it follows. Of its spec the images of its containers
 * may change, its volumes never (Kubernetes API, Pod); one that has ended follows nothing any more.
 */
public final class AnnotatedPod implements TriggeredKind {
  private static final Set<String> ENDED = Set.of("Succeeded", "Failed");

  private final WorkloadKind pods;
  private final Annotated annotated;

  public AnnotatedPod(WorkloadKind pods) {
    this.pods = pods;
    this.annotated = new Annotated(pods);
  }

  @Override
  public ResourceKind kind() {
    return pods.kind();
  }

  @Override
  public Triggers triggers(ObjectNode pod) {
    return annotated.triggers(pod);
  }

  @Override
  public boolean sameTriggers(ObjectNode before, ObjectNode after) {
    return annotated.sameTriggers(before, after);
  }

  @Override
  public List<TriggerDecision> decide(ObjectNode pod, List<Trigger> triggers, TagLookup tags) {
    boolean over =
        Finalizers.isTerminating(pod)
            || ENDED.contains(Json.string(Json.objectAt(pod, "status"), "phase"));
    return annotated.decide(pod, triggers, tags).stream()
        .map(
            decision ->
                decision instanceof TriggerDecision.Move move ? decided(pod, move, over) : decision)
        .toList();
  }

  private TriggerDecision decided(ObjectNode pod, TriggerDecision.Move move, boolean over) {
    if (over) {
      return new TriggerDecision.UpToDate(move.trigger());
    }
    return TriggerRules.place(pods, pods.podSpec(pod), move)
            .filter(FieldPath.Place::isVolume)
            .isPresent()
        ? new TriggerDecision.Fixed(
            move.trigger(),
            "%s is at %s, and the volumes of a Pod never change: delete the Pod and make it anew"
                    .formatted(move.trigger().from(), move.to())
                + " with that reference")
        : move;
  }

  @Override
  public void carryOut(Resources workloads, ObjectNode pod, List<Cause> causes) {
    annotated.carryOut(workloads, pod, causes);
  }
}
