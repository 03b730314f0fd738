package dev.weir.trigger;

import dev.weir.client.ObjectEvent;
import dev.weir.client.Resources;
import dev.weir.controller.EventRecorder;
import dev.weir.controller.Informer;
import dev.weir.controller.Loops;
import dev.weir.controller.Reconciler;
import dev.weir.controller.WorkQueue;
import dev.weir.follower.Cause;
import dev.weir.follower.MoveRights;
import dev.weir.follower.Trigger;
import dev.weir.follower.TriggerDecision;
import dev.weir.follower.TriggeredKind;
import dev.weir.follower.Triggers;
import dev.weir.imagestream.TagEvent;
import dev.weir.resource.ApiObject;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import dev.weir.resource.StatusException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Keeps triggered objects at the newest image of their tags. Streams and workloads may live on
 * different servers: each side is a client of its own.
 */
public final class TriggerReconciler implements Reconciler {
  private static final Logger LOG = LoggerFactory.getLogger(TriggerReconciler.class);
  private static final Duration RETRY = Duration.ofSeconds(1);

  /** Until an object is looked at again that had changed meanwhile. */
  private static final Duration AGAIN = Duration.ofMillis(100);

  private static final int NOT_FOUND = 404;
  private static final int CONFLICT = 409;

  private final Tags side;
  private final Resources workloads;
  private final Map<String, TriggeredKind> kinds = new LinkedHashMap<>();
  private final MoveRights rights;
  private final TriggerReports reports;
  private final InstantSource clock;
  private final WorkQueue queue;
  private final TriggerIndex index = new TriggerIndex();
  private final TagImages tags;

  /**
   * The side of the streams.
   *
   * @param streams told of by their newest events
   * @param stored the same tags, asked at any moment
   * @param ownHost whether a host is, or was, the integrated registry's
   */
  public record Tags(
      Resources streams, ResourceKind kind, SourceTags stored, Predicate<String> ownHost) {}

  /**
   * Makes the loop.
   *
   * @param rights which triggers may move nothing any more
   * @param events where that is told, and what else is amiss
   */
  public TriggerReconciler(
      Tags side,
      Resources workloads,
      List<TriggeredKind> kinds,
      MoveRights rights,
      EventRecorder events,
      InstantSource clock,
      WorkQueue queue) {
    this.side = side;
    this.workloads = workloads;
    kinds.forEach(kind -> this.kinds.put(kind.kind().resource(), kind));
    this.rights = rights;
    this.reports = new TriggerReports(events);
    this.clock = clock;
    this.queue = queue;
    this.tags = new TagImages(side.ownHost());
  }

  /**
   * Starts watching and working.
   *
   * @param workers how many objects are moved at once
   */
  public void start(Loops loops, int workers) {
    loops.start(
        "trigger-streams", new Informer(side.streams(), side.kind(), new StreamHandler(), RETRY));
    for (TriggeredKind kind : kinds.values()) {
      loops.start(
          "trigger-" + kind.kind().plural(),
          new Informer(workloads, kind.kind(), new WorkloadHandler(kind), RETRY));
    }
    for (int i = 1; i <= workers; i++) {
      loops.start("trigger-worker-" + i, () -> queue.work(this));
    }
  }

  private final class StreamHandler implements Informer.Handler {
    @Override
    public void replaced(Iterable<ApiObject> all) {
      Set<String> present = new HashSet<>();
      for (ApiObject item : all) {
        StreamTags stream = StreamTags.read(item.json());
        present.add(stream.key());
        moved(stream);
      }
      tags.retain(present);
      index.followersIf(tag -> tags.newest(tag).isEmpty()).forEach(queue::add);
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
    private final TriggeredKind kind;

    WorkloadHandler(TriggeredKind kind) {
      this.kind = kind;
    }

    @Override
    public void replaced(Iterable<ApiObject> all) {
      Set<String> present = new HashSet<>();
      for (ApiObject item : all) {
        ObjectNode object = item.copy();
        present.add(key(object));
        indexed(object);
      }
      Predicate<String> gone = key -> key.startsWith(prefix()) && !present.contains(key);
      index.removeIf(gone);
      reports.forgetIf(gone);
    }

    @Override
    public void changed(ObjectEvent event) {
      switch (event.type()) {
        case ADDED, MODIFIED -> indexed(event.object().tree());
        case DELETED -> {
          String gone = key(event.object().tree());
          index.remove(gone);
          reports.forget(gone);
        }
        case BOOKMARK -> {}
      }
    }

    private void indexed(ObjectNode object) {
      Triggers read = followed(kind, object);
      String key = key(object);
      index.put(key, read.all());
      List<TriggerDecision> decisions = kind.decide(object, read.all(), tags);
      if (decisions.stream().anyMatch(TriggerDecision.Move.class::isInstance)
          || reports.areNews(key, problems(read, decisions, _ -> Optional.empty(), _ -> true))) {
        queue.add(key);
      }
    }

    private String prefix() {
      return kind.kind().resource() + "|";
    }

    private String key(ObjectNode object) {
      return prefix() + Meta.namespace(object) + "|" + Meta.name(object);
    }
  }

  /**
   * What an object follows. One that another object made follows nothing by itself: a cluster
   * copies a Deployment's annotations to its ReplicaSets, whose templates are its history.
   */
  private static Triggers followed(TriggeredKind kind, ObjectNode object) {
    return Meta.isControlled(object) ? Triggers.NONE : kind.triggers(object);
  }

  /** Without the tags that are only not known yet. */
  private List<TriggerProblem> problems(
      Triggers read,
      List<TriggerDecision> decisions,
      Function<Trigger, Optional<String>> refusal,
      Predicate<Trigger> missing) {
    return TriggerProblem.of(
        read, decisions, refusal, trigger -> tags.isComplete() && missing.test(trigger));
  }

  @Override
  public void reconcile(String key) {
    String[] parts = key.split("\\|", -1);
    TriggeredKind kind = kinds.get(parts[0]);
    if (kind == null) {
      return;
    }
    try {
      ObjectNode object = workloads.get(kind.kind(), parts[1], parts[2]).tree();
      Triggers read = followed(kind, object);
      List<TriggerDecision> decisions = kind.decide(object, read.all(), tags);
      Map<Trigger, Optional<String>> refusals = refusals(kind, object, decisions);
      Function<Trigger, Optional<String>> refusal =
          trigger -> refusals.getOrDefault(trigger, Optional.empty());
      boolean told =
          reports.problems(
              key, kind.kind(), object, problems(read, decisions, refusal, this::isMissing));
      move(kind, object, decisions, refusal);
      if (!told) {
        throw ApiStatus.unavailable("an Event about it could not be kept").exception();
      }
    } catch (StatusException e) {
      handle(key, e);
    }
  }

  /** Why each trigger that moves something, or will, may not. */
  private Map<Trigger, Optional<String>> refusals(
      TriggeredKind kind, ObjectNode object, List<TriggerDecision> decisions) {
    Map<Trigger, Optional<String>> found = new HashMap<>();
    for (TriggerDecision decision : decisions) {
      if (decision instanceof TriggerDecision.Move
          || decision instanceof TriggerDecision.Unresolved) {
        Trigger trigger = decision.trigger();
        found.put(trigger, rights.refusal(kind.kind(), object, trigger));
      }
    }
    return found;
  }

  private void move(
      TriggeredKind kind,
      ObjectNode object,
      List<TriggerDecision> decisions,
      Function<Trigger, Optional<String>> refusal) {
    List<Cause> causes = new ArrayList<>();
    for (TriggerDecision decision : decisions) {
      if (decision instanceof TriggerDecision.Move move
          && refusal.apply(move.trigger()).isEmpty()) {
        causes.add(cause(move));
      }
    }
    if (!causes.isEmpty()) {
      kind.carryOut(workloads, object, causes);
      causes.forEach(cause -> reports.moved(object, cause.move()));
    }
  }

  private Cause cause(TriggerDecision.Move move) {
    Optional<TagEvent> tagged =
        side.stored()
            .event(move.trigger().from())
            .filter(event -> move.to().endsWith("@" + event.image()));
    return new Cause(move, clock.instant(), tagged);
  }

  /** The tag may have come to an image while its stream was on the way here. */
  private boolean isMissing(Trigger trigger) {
    return side.stored().newest(trigger.from()).isEmpty();
  }

  private void handle(String key, StatusException e) {
    switch (e.status().code()) {
      case NOT_FOUND -> LOG.debug("{} is gone", key);
      case CONFLICT -> queue.addLater(key, AGAIN);
      default -> throw e;
    }
  }
}
