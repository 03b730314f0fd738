package dev.weir.trigger;

import dev.weir.client.Resources;
import dev.weir.follower.Cause;
import dev.weir.follower.TagLookup;
import dev.weir.follower.Trigger;
import dev.weir.follower.TriggerDecision;
import dev.weir.follower.TriggeredKind;
import dev.weir.follower.Triggers;
import dev.weir.objects.meta.Finalizers;
import dev.weir.resource.ApiObject;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import dev.weir.resource.StatusException;
import dev.weir.workload.WorkloadKind;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * A Job whose annotation says which tags it follows. Its template never changes: one that has not
 * started is deleted and made anew where an annotation asks for that, any other stays as it is.
 * What is to be made is kept until it is, and rehearsed before anything goes.
 */
public final class AnnotatedJob implements TriggeredKind {
  private static final int NOT_FOUND = 404;
  private static final int REQUEST_TIMEOUT = 408;
  private static final int TOO_MANY_REQUESTS = 429;

  private final WorkloadKind pods;
  private final Annotated annotated;
  private final KeptJobs kept;

  /**
   * Jobs.
   *
   * @param kept those that are being made anew
   */
  public AnnotatedJob(WorkloadKind pods, KeptJobs kept) {
    this.pods = pods;
    this.annotated = new Annotated(pods);
    this.kept = kept;
  }

  @Override
  public ResourceKind kind() {
    return pods.kind();
  }

  @Override
  public Triggers triggers(ObjectNode job) {
    return annotated.triggers(job);
  }

  @Override
  public boolean sameTriggers(ObjectNode before, ObjectNode after) {
    return annotated.sameTriggers(before, after);
  }

  @Override
  public List<TriggerDecision> decide(ObjectNode job, List<Trigger> triggers, TagLookup tags) {
    return annotated.decide(job, triggers, tags).stream()
        .map(
            decision ->
                decision instanceof TriggerDecision.Move move ? decided(job, move) : decision)
        .toList();
  }

  private static TriggerDecision decided(ObjectNode job, TriggerDecision.Move move) {
    if (JobAnew.hasEnded(job) || Finalizers.isTerminating(job)) {
      return new TriggerDecision.UpToDate(move.trigger());
    }
    if (JobAnew.hasStarted(job)) {
      return fixed(move, "it has started; delete the Job and make it anew with that image");
    }
    if (!JobAnew.isAskedFor(job)) {
      return fixed(
          move,
          "make it anew with that image, or annotate it with "
              + JobAnew.ANNOTATION
              + "=true: then it is made anew for as long as it has not started");
    }
    return Finalizers.names(job).isEmpty()
        ? move
        : fixed(move, "it has finalizers; delete the Job and make it anew with that image");
  }

  private static TriggerDecision fixed(TriggerDecision.Move move, String advice) {
    return new TriggerDecision.Fixed(
        move.trigger(),
        "%s is at %s, and the template of a Job never changes: %s"
            .formatted(move.trigger().from(), move.to(), advice));
  }

  @Override
  public void carryOut(Resources workloads, ObjectNode job, List<Cause> causes) {
    ObjectNode anew = JobAnew.of(pods, job, causes);
    rehearse(workloads, anew);
    kept.keep(Meta.uid(job), anew);
    try {
      ObjectNode _ = workloads.delete(kind(), ApiObject.of(job));
    } catch (StatusException refused) {
      if (isUndone(refused.status())) {
        kept.forget(anew);
      }
      throw refused;
    }
    finish(workloads, Meta.namespace(job), Meta.name(job))
        .ifPresent(
            refusal -> {
              throw ApiStatus.unavailable(refusal).exception();
            });
  }

  /** The trial counts beside the old Job, which makes room for the new one. */
  private void rehearse(Resources workloads, ObjectNode anew) {
    try {
      ApiObject _ = workloads.tryCreate(kind(), Meta.namespace(anew), JobAnew.rehearsed(anew));
    } catch (StatusException refused) {
      if (!FullQuota.hasRoomOnceOneIsGone(refused.status(), kind())) {
        throw JobAnew.named(refused.status(), anew).exception();
      }
    }
  }

  /** Of a server that failed, or had no time, nobody knows what it did before. */
  private static boolean isUndone(ApiStatus refusal) {
    int code = refusal.code();
    return code >= 400 && code < 500 && code != REQUEST_TIMEOUT && code != TOO_MANY_REQUESTS;
  }

  @Override
  public List<Name> unfinished() {
    return kept.all();
  }

  @Override
  public Optional<String> finish(Resources workloads, String namespace, String name) {
    Optional<KeptJobs.Kept> found = kept.find(namespace, name);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    KeptJobs.Kept wanted = found.get();
    Optional<ObjectNode> present = present(workloads, namespace, name);
    boolean old = present.filter(job -> Meta.uid(job).equals(wanted.uid())).isPresent();
    if (old && present.filter(Finalizers::isTerminating).isPresent()) {
      throw ApiStatus.unavailable("the old Job is not gone yet").exception();
    }
    Optional<String> refusal =
        present.isEmpty() ? create(workloads, wanted.job()) : Optional.empty();
    if (refusal.isEmpty()) {
      kept.forget(wanted.job());
    }
    return refusal;
  }

  private Optional<ObjectNode> present(Resources workloads, String namespace, String name) {
    try {
      return Optional.of(workloads.get(kind(), namespace, name).tree());
    } catch (StatusException e) {
      if (e.status().code() == NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /**
   * Somebody else may have been quicker, and a namespace that has gone needs no Job.
   *
   * @return what is refused until somebody changes something
   */
  private Optional<String> create(Resources workloads, ObjectNode job) {
    try {
      ApiObject _ = workloads.create(kind(), Meta.namespace(job), job);
    } catch (StatusException e) {
      if (isNeedless(workloads, job, e.status())) {
        return Optional.empty();
      }
      String why = "it is gone and cannot be made anew: " + e.status().message();
      if (RefusedMoves.isFinal(e.status())) {
        return Optional.of(why);
      }
      throw ApiStatus.unavailable(why).exception();
    }
    return Optional.empty();
  }

  /** Only what can be seen says so: a quota that is busy is a conflict too. */
  private boolean isNeedless(Resources workloads, ObjectNode job, ApiStatus refusal) {
    return switch (refusal.reason()) {
      case "AlreadyExists" -> present(workloads, Meta.namespace(job), Meta.name(job)).isPresent();
      case "NotFound" ->
          Json.string(refusal.details(), "name").equals(Meta.namespace(job))
              && Json.string(refusal.details(), "kind").equals(Kinds.NAMESPACE.plural());
      default -> false;
    };
  }
}
