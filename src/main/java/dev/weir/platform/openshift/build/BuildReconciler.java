package dev.weir.platform.openshift.build;

import dev.weir.access.User;
import dev.weir.client.Resources;
import dev.weir.controller.Reconciler;
import dev.weir.controller.WorkQueue;
import dev.weir.objects.Scope;
import dev.weir.objects.StoredRest;
import dev.weir.objects.Updated;
import dev.weir.objects.WriteOptions;
import dev.weir.platform.openshift.build.phase.AwaitedTurn;
import dev.weir.platform.openshift.build.phase.BuildPhase;
import dev.weir.platform.openshift.build.phase.BuildProgress;
import dev.weir.platform.openshift.build.phase.BuildTakes;
import dev.weir.reference.StreamName;
import dev.weir.resource.ApiObject;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import dev.weir.resource.StatusException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import tools.jackson.databind.node.ObjectNode;

/**
 * Brings the builds of one config to where they should be: whose turn it is, what is over, what is
 * too much. Keys are {@code NAMESPACE/CONFIG}, and {@code NAMESPACE//BUILD} for a build of none.
 */
final class BuildReconciler implements Reconciler {
  private static final int NOT_FOUND = 404;
  private static final int CONFLICT = 409;
  private static final Duration AGAIN = Duration.ofMillis(100);
  private static final Duration LONGEST_WAIT = Duration.ofDays(1);

  private final Resources resources;
  private final StoredRest builds;
  private final StreamImages images;
  private final FirstBuilds first;
  private final AwaitedStreams awaited;
  private final InstantSource clock;
  private final WorkQueue queue;

  /** Since when builds that are worked on are known to be cancelled: by key, then by uid. */
  private final Map<String, Map<String, Instant>> cancelled = new ConcurrentHashMap<>();

  /**
   * Makes the reconciler.
   *
   * @param builds where the loop alone writes
   */
  BuildReconciler(
      Resources resources,
      StoredRest builds,
      StreamImages images,
      FirstBuilds first,
      AwaitedStreams awaited,
      InstantSource clock,
      WorkQueue queue) {
    this.resources = resources;
    this.builds = builds;
    this.images = images;
    this.first = first;
    this.awaited = awaited;
    this.clock = clock;
    this.queue = queue;
  }

  /** The key under which a build is looked at. */
  static String key(ObjectNode build) {
    String config = BuildNames.config(build);
    return config.isEmpty()
        ? Meta.namespace(build) + "//" + Meta.name(build)
        : Meta.namespace(build) + "/" + config;
  }

  @Override
  public void reconcile(String key) {
    awaited.forget(key); // what still waits says so again
    String[] parts = key.split("/", -1);
    EachByItself each = new EachByItself();
    try {
      if (parts.length == 3) {
        ApiObject build = resources.get(Kinds.BUILD, parts[0], parts[2]);
        settle(key, List.of(QueuedBuild.of(build)), each);
      } else {
        ofConfig(key, parts[0], parts[1], each);
      }
      each.end();
    } catch (StatusException e) {
      switch (e.status().code()) {
        case NOT_FOUND -> {
          if (e.getSuppressed().length > 0) { // another one failed too
            queue.addLater(key, AGAIN);
          } else {
            cancelled.remove(key);
          }
        }
        case CONFLICT -> queue.addLater(key, AGAIN);
        default -> throw e;
      }
    }
  }

  private void ofConfig(String key, String namespace, String name, EachByItself each) {
    List<QueuedBuild> all = new ArrayList<>();
    // not by label: that may be missing, and the build would have no turn
    for (ApiObject object : resources.list(Kinds.BUILD, namespace, Resources.Query.ALL).objects()) {
      if (BuildNames.config(object.tree()).equals(name)) {
        all.add(QueuedBuild.of(object));
      }
    }
    settle(key, all, each);
    Optional<ObjectNode> config = config(namespace, name);
    if (config.isPresent()) {
      for (QueuedBuild build : FinishedBuilds.tooMany(config.get(), all)) {
        each.run(() -> remove(key, build));
      }
      each.run(() -> first.start(key, config.get()));
    }
  }

  private Optional<ObjectNode> config(String namespace, String name) {
    try {
      return Optional.of(resources.get(Kinds.BUILD_CONFIG, namespace, name).copy());
    } catch (StatusException e) {
      if (e.status().code() == NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private void settle(String key, List<QueuedBuild> all, EachByItself each) {
    Turns turns = Turns.of(all);
    turns.superseded().forEach(b -> each.run(() -> write(b, object -> supersede(b, object))));
    turns.start().forEach(build -> each.run(() -> start(key, build)));
    turns.behind().forEach((build, other) -> each.run(() -> await(build, other)));
    noteCancelled(key, all);
    all.forEach(build -> each.run(() -> end(key, build)));
  }

  private void remove(String key, QueuedBuild build) {
    Duration left = Duration.between(clock.instant(), FinishedBuilds.mayGo(build));
    boolean rests = left.isPositive() && left.compareTo(FinishedBuilds.REST) <= 0;
    if (rests) { // of another clock's time to come nobody knows when that is
      lookAgain(key, left);
    } else {
      ObjectNode _ = resources.delete(Kinds.BUILD, build.object());
    }
  }

  private void lookAgain(String key, Duration left) {
    queue.addLater(key, left.compareTo(LONGEST_WAIT) < 0 ? left : LONGEST_WAIT);
  }

  private void noteCancelled(String key, List<QueuedBuild> all) {
    Map<String, Instant> before = cancelled.getOrDefault(key, Map.of());
    Map<String, Instant> now = new HashMap<>();
    for (QueuedBuild build : all) {
      ObjectNode tree = build.object().tree();
      if (build.phase().isActive() && BuildProgress.isCancelled(tree)) {
        now.put(Meta.uid(tree), before.getOrDefault(Meta.uid(tree), clock.instant()));
      }
    }
    if (now.isEmpty()) {
      cancelled.remove(key);
    } else {
      cancelled.put(key, now);
    }
  }

  private static void supersede(QueuedBuild build, ObjectNode object) {
    if (build.isWaiting()) {
      BuildProgress.end(
          object, BuildPhase.CANCELLED, "CancelledBuild", "A newer build takes its place.");
    } else {
      BuildProgress.cancel(object);
    }
  }

  /** Says in a build why it is not its turn yet. */
  private void await(QueuedBuild build, String other) {
    if (!AwaitedTurn.isSaid(build.object().tree(), other)) {
      write(build, object -> AwaitedTurn.say(object, other));
    }
  }

  private void start(String key, QueuedBuild build) {
    ObjectNode tree = build.object().tree();
    Optional<StreamName> stream = OutputPlace.stream(tree);
    stream.ifPresent(name -> awaited.await(key, name));
    OutputPlace place = OutputPlace.of(tree, images);
    write(
        build,
        object -> {
          AwaitedTurn.forget(object);
          place.tell(object);
          if (place.missing().isEmpty()) {
            BuildProgress.condition(object, BuildTakes.STARTABLE, true, clock.instant());
          }
        });
    if (place.missing().isEmpty()) {
      stream.ifPresent(name -> awaited.forget(key, name));
    }
  }

  /** Ends what its builder does not end in time. */
  private void end(String key, QueuedBuild build) {
    ObjectNode tree = build.object().tree();
    Optional<Instant> since =
        Optional.ofNullable(cancelled.getOrDefault(key, Map.of()).get(Meta.uid(tree)));
    Optional<Overdue> overdue = Overdue.of(tree, since);
    if (overdue.isEmpty()) {
      return;
    }
    Duration left = Duration.between(clock.instant(), overdue.get().at());
    if (left.isPositive()) {
      lookAgain(key, left);
    } else {
      write(build, overdue.get().end());
    }
  }

  /** Writes a build as it was seen; refused with 409 if it has changed. */
  private void write(QueuedBuild build, Consumer<ObjectNode> change) {
    ObjectNode seen = build.object().copy();
    change.accept(seen);
    Updated _ =
        builds.updateStatus(
            new Scope(User.system("builds"), Meta.namespace(seen)),
            build.name(),
            _ -> seen.deepCopy(),
            WriteOptions.STORE);
  }
}
