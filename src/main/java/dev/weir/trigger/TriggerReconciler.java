package dev.weir.trigger;

import dev.weir.client.ObjectEvent;
import dev.weir.client.Resources;
import dev.weir.controller.EventRecorder;
import dev.weir.controller.Informer;
import dev.weir.controller.Loops;
import dev.weir.controller.Reconciler;
import dev.weir.controller.WorkQueue;
import dev.weir.resource.ApiObject;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import dev.weir.resource.StatusException;
import dev.weir.trigger.TriggerAnnotation.Parsed;
import dev.weir.workload.WorkloadKind;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Keeps triggered workloads at the newest image of their tags. Streams and workloads may live on
 * different servers: each side is a client of its own.
 */
public final class TriggerReconciler implements Reconciler {
  private static final Logger LOG = LoggerFactory.getLogger(TriggerReconciler.class);
  private static final Duration RETRY = Duration.ofSeconds(1);
  private static final int NOT_FOUND = 404;
  private static final int CONFLICT = 409;

  private final Resources streams;
  private final ResourceKind streamKind;
  private final Resources workloads;
  private final Map<String, WorkloadKind> kinds = new LinkedHashMap<>();
  private final Predicate<String> ownHost;
  private final TriggerGuard guard;
  private final EventRecorder events;
  private final WorkQueue queue;
  private final TriggerIndex index = new TriggerIndex();
  private final TagImages tags = new TagImages();

  /**
   * Makes the loop.
   *
   * @param ownHost whether a host is, or was, the integrated registry's
   * @param guard knows which triggers may move nothing any more
   * @param events where that is told
   */
  public TriggerReconciler(
      Resources streams,
      ResourceKind streamKind,
      Resources workloads,
      List<WorkloadKind> kinds,
      Predicate<String> ownHost,
      TriggerGuard guard,
      EventRecorder events,
      WorkQueue queue) {
    this.streams = streams;
    this.streamKind = streamKind;
    this.workloads = workloads;
    kinds.forEach(k -> this.kinds.put(k.kind().resource(), k));
    this.ownHost = ownHost;
    this.guard = guard;
    this.events = events;
    this.queue = queue;
  }

  /** Starts watching and working. */
  public void start(Loops loops) {
    loops.start("trigger-streams", new Informer(streams, streamKind, new StreamHandler(), RETRY));
    for (WorkloadKind kind : kinds.values()) {
      loops.start(
          "trigger-" + kind.kind().plural(),
          new Informer(workloads, kind.kind(), new WorkloadHandler(kind), RETRY));
    }
    loops.start("trigger-worker-1", () -> queue.work(this));
    loops.start("trigger-worker-2", () -> queue.work(this));
  }

  private final class StreamHandler implements Informer.Handler {
    @Override
    public void replaced(List<ApiObject> all) {
      Set<String> present = new HashSet<>();
      for (ApiObject item : all) {
        StreamTags stream = StreamTags.read(item.json());
        present.add(stream.key());
        moved(stream);
      }
      tags.retain(present);
    }

    @Override
    public void changed(ObjectEvent event) {
      switch (event.type()) {
        case ADDED, MODIFIED -> moved(StreamTags.read(event.object().json()));
        case DELETED -> tags.remove(StreamTags.read(event.object().json()));
        case BOOKMARK -> {}
      }
    }

    private void moved(StreamTags stream) {
      for (Trigger.TagKey tag : tags.put(stream)) {
        index.followers(tag).forEach(queue::add);
      }
    }
  }

  private final class WorkloadHandler implements Informer.Handler {
    private final WorkloadKind kind;

    WorkloadHandler(WorkloadKind kind) {
      this.kind = kind;
    }

    @Override
    public void replaced(List<ApiObject> all) {
      all.forEach(workload -> indexed(workload.copy()));
    }

    @Override
    public void changed(ObjectEvent event) {
      switch (event.type()) {
        case ADDED, MODIFIED -> indexed(event.object().tree());
        case DELETED -> index.remove(key(event.object().tree()));
        case BOOKMARK -> {}
      }
    }

    private void indexed(ObjectNode workload) {
      List<Trigger> triggers = triggersOf(workload);
      String key = key(workload);
      index.put(key, triggers);
      boolean due =
          TriggerRules.decide(kind, workload, triggers, tags::find, ownHost).stream()
              .anyMatch(TriggerDecision.SetImage.class::isInstance);
      if (due) {
        queue.add(key);
      }
    }

    private String key(ObjectNode workload) {
      return kind.kind().resource() + "|" + Meta.namespace(workload) + "|" + Meta.name(workload);
    }
  }

  private static List<Trigger> triggersOf(ObjectNode workload) {
    String text = Meta.annotation(workload, TriggerAnnotation.KEY);
    return switch (TriggerAnnotation.parse(text, Meta.namespace(workload))) {
      case Parsed.Triggers(List<Trigger> triggers) -> triggers;
      case Parsed.Malformed(String reason) -> {
        LOG.warn(
            "annotation {} of {}/{} is ignored: {}",
            TriggerAnnotation.KEY,
            Meta.namespace(workload),
            Meta.name(workload),
            reason);
        yield List.of();
      }
    };
  }

  @Override
  public void reconcile(String key) {
    String[] parts = key.split("\\|", -1);
    WorkloadKind kind = kinds.get(parts[0]);
    if (kind == null) {
      return;
    }
    try {
      ObjectNode workload = workloads.get(kind.kind(), parts[1], parts[2]).copy();
      List<TriggerDecision> decisions =
          TriggerRules.decide(kind, workload, triggersOf(workload), tags::find, ownHost).stream()
              .filter(decision -> mayMove(kind, workload, decision))
              .toList();
      if (TriggerRules.apply(kind, workload, decisions)) {
        ApiObject _ = workloads.update(kind.kind(), parts[1], workload);
        decisions.forEach(decision -> report(parts[1] + "/" + parts[2], decision));
      }
    } catch (StatusException e) {
      handle(key, e);
    }
  }

  private boolean mayMove(WorkloadKind kind, ObjectNode workload, TriggerDecision decision) {
    if (!(decision instanceof TriggerDecision.SetImage)) {
      return true;
    }
    Trigger trigger = decision.trigger();
    Optional<String> refusal = guard.refusal(kind.kind(), workload, trigger);
    refusal.ifPresent(
        reason -> {
          LOG.warn(
              "workload={}/{} does not follow tag={} any more: {}",
              Meta.namespace(workload),
              Meta.name(workload),
              trigger.from(),
              reason);
          events.warn(
              kind.kind(),
              Meta.of(workload),
              "TriggerForbidden",
              "the trigger on %s does nothing any more: whoever set it has lost the right to pull there, %s; somebody who has it may set the trigger again"
                  .formatted(trigger.from(), reason));
        });
    return refusal.isEmpty();
  }

  private void handle(String key, StatusException e) {
    switch (e.status().code()) {
      case NOT_FOUND -> LOG.debug("{} is gone", key);
      case CONFLICT -> queue.add(key);
      default -> throw e;
    }
  }

  private static void report(String workload, TriggerDecision decision) {
    switch (decision) {
      case TriggerDecision.SetImage(Trigger trigger, FieldPath _, String image) ->
          LOG.info("workload={} follows tag={}: image={}", workload, trigger.from(), image);
      case TriggerDecision.NoSuchContainer(Trigger trigger, String reason) ->
          LOG.warn("workload={} cannot follow tag={}: {}", workload, trigger.from(), reason);
      case TriggerDecision.UpToDate _, TriggerDecision.Paused _, TriggerDecision.Unresolved _ -> {}
    }
  }
}
