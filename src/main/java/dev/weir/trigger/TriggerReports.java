package dev.weir.trigger;

import dev.weir.controller.EventRecorder;
import dev.weir.follower.TriggerDecision;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Tells what a trigger comes to: a line in the log, and an Event where something is amiss. A
 * problem is told once, and again only if it had gone in between. Safe for several threads.
 */
final class TriggerReports {
  private static final Logger LOG = LoggerFactory.getLogger(TriggerReports.class);

  private final EventRecorder events;
  private final Map<String, Told> told = new HashMap<>();

  /**
   * What was told of an object.
   *
   * @param logged in the log
   * @param kept by Events that are there
   */
  private record Told(Set<TriggerProblem> logged, Set<TriggerProblem> kept) {
    static final Told NOTHING = new Told(Set.of(), Set.of());
  }

  TriggerReports(EventRecorder events) {
    this.events = events;
  }

  /** True if these are not the problems of an object that were told last. */
  synchronized boolean areNews(String key, List<TriggerProblem> problems) {
    return !told.getOrDefault(key, Told.NOTHING).logged().equals(Set.copyOf(problems));
  }

  /**
   * Tells the problems of an object that were not told yet; these are all that it has. One object
   * is told of by one thread at a time.
   *
   * @return false if an Event is still owed, because the server could not take it
   */
  boolean problems(
      String key, ResourceKind kind, ObjectNode object, List<TriggerProblem> problems) {
    Set<TriggerProblem> now = new LinkedHashSet<>(problems);
    Told before = before(key);
    Set<TriggerProblem> kept = new HashSet<>(before.kept());
    kept.retainAll(now);
    for (TriggerProblem problem : now) {
      if (!before.logged().contains(problem)) {
        LOG.warn("{} {}: {}", kind.resource(), named(object), problem.text());
      }
      if (!kept.contains(problem)
          && events.warn(kind, Meta.of(object), problem.reason(), problem.text())) {
        kept.add(problem);
      }
    }
    keep(key, new Told(Set.copyOf(now), Set.copyOf(kept)));
    return kept.containsAll(now);
  }

  private synchronized Told before(String key) {
    return told.getOrDefault(key, Told.NOTHING);
  }

  private synchronized void keep(String key, Told now) {
    if (now.logged().isEmpty()) {
      told.remove(key);
    } else {
      told.put(key, now);
    }
  }

  /** Forgets what was told of an object. */
  synchronized void forget(String key) {
    told.remove(key);
  }

  /** Forgets what was told of the objects that are meant. */
  synchronized void forgetIf(Predicate<String> meant) {
    told.keySet().removeIf(meant);
  }

  /** A move that was made. */
  void moved(ObjectNode object, TriggerDecision.Move move) {
    LOG.info(
        "workload={} follows tag={}: image={}", named(object), move.trigger().from(), move.to());
  }

  private static String named(ObjectNode object) {
    return Meta.namespace(object) + "/" + Meta.name(object);
  }
}
