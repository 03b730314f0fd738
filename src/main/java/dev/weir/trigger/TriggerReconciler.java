package dev.weir.trigger;

import dev.weir.client.ObjectEvent;
import dev.weir.client.Resources;
import dev.weir.controller.EventRecorder;
import dev.weir.controller.Informer;
import dev.weir.controller.Loops;
import dev.weir.controller.Reconciler;
import dev.weir.controller.WorkQueue;
import dev.weir.follower.MoveRights;
import dev.weir.follower.Trigger;
import dev.weir.follower.TriggeredKind;
import dev.weir.follower.Triggers;
import dev.weir.resource.ApiObject;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import dev.weir.resource.StatusException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
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
  private final WorkQueue queue;
  private final TriggerIndex index = new TriggerIndex();
  private final TagImages tags;
  private final TriggerMoves moves;
  private final TriggerFigures figures;
  private final TagFollowers followers;

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
    this.queue = queue;
    this.tags = new TagImages(side.ownHost());
    this.figures = new TriggerFigures(queue::waiting);
    this.moves =
        new TriggerMoves(
            workloads, side.stored(), tags, rights, new TriggerReports(events), clock, figures);
    Map<String, ResourceKind> byName = new LinkedHashMap<>();
    kinds.forEach(kind -> byName.put(kind.kind().resource(), kind.kind()));
    this.followers = new TagFollowers(index, moves.looks(), tags, byName);
  }

  /** What follows which tag. */
  public TagFollowers followers() {
    return followers;
  }

  /** How it goes. */
  public TriggerFigures figures() {
    return figures;
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
      kind.unfinished().forEach(name -> queue.add(key(kind.kind(), name.namespace(), name.name())));
    }
    for (int i = 1; i <= workers; i++) {
      loops.start("trigger-worker-" + i, () -> queue.work(this));
    }
  }

  /**
   * An object that follows a tag which has no image.
   *
   * @param object such as {@code deployments.apps demo/web}
   * @param tag {@code namespace/stream:tag}
   */
  public record Waiting(String object, String tag) {}

  /** Who waits for an image; nobody before all streams are known. By tag. */
  public List<Waiting> waiting() {
    if (!tags.isComplete()) {
      return List.of();
    }
    List<Waiting> all = new ArrayList<>();
    index
        .followed(tag -> tags.newest(tag).isEmpty())
        .forEach(
            (tag, objects) ->
                objects.forEach(
                    object ->
                        all.add(
                            new Waiting(
                                shown(object),
                                tag.namespace() + "/" + tag.stream() + ":" + tag.tag()))));
    all.sort(Comparator.comparing(Waiting::tag).thenComparing(Waiting::object));
    return all;
  }

  private static String shown(String key) {
    String[] parts = key.split("\\|", -1);
    return parts[0] + " " + parts[1] + "/" + parts[2];
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
      Predicate<String> gone = key -> key.startsWith(prefix(kind.kind())) && !present.contains(key);
      index.removeIf(gone);
      moves.forgetIf(gone);
      followers.listed(kind.kind());
    }

    @Override
    public void changed(ObjectEvent event) {
      switch (event.type()) {
        case ADDED, MODIFIED -> indexed(event.object().tree());
        case DELETED -> {
          String gone = key(event.object().tree());
          index.remove(gone);
          moves.forget(gone);
        }
        case BOOKMARK -> {}
      }
    }

    private void indexed(ObjectNode object) {
      Triggers read = TriggerMoves.followed(kind, object);
      String key = key(object);
      index.put(key, read.all());
      if (moves.areDue(key, kind, object, read)) {
        queue.add(key);
      }
    }

    private String key(ObjectNode object) {
      return TriggerReconciler.key(kind.kind(), Meta.namespace(object), Meta.name(object));
    }
  }

  private static String prefix(ResourceKind kind) {
    return kind.resource() + "|";
  }

  static String key(ResourceKind kind, String namespace, String name) {
    return prefix(kind) + namespace + "|" + name;
  }

  @Override
  public void reconcile(String key) {
    String[] parts = key.split("\\|", -1);
    TriggeredKind kind = kinds.get(parts[0]);
    if (kind == null) {
      return;
    }
    try {
      Optional<String> stuck = kind.finish(workloads, parts[1], parts[2]);
      if (stuck.isPresent()) {
        moves.stuck(key, kind, new TriggeredKind.Name(parts[1], parts[2]), stuck.get());
        throw ApiStatus.unavailable(stuck.get()).exception();
      }
      moves.make(key, kind, workloads.get(kind.kind(), parts[1], parts[2]).tree());
    } catch (StatusException e) {
      handle(key, e);
    }
  }

  private void handle(String key, StatusException e) {
    switch (e.status().code()) {
      case NOT_FOUND -> LOG.debug("{} is gone", key);
      case CONFLICT -> queue.addLater(key, AGAIN);
      default -> throw e;
    }
  }
}
