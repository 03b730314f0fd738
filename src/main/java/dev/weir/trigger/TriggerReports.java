package dev.weir.trigger;

import dev.weir.controller.EventRecorder;
import dev.weir.follower.TriggerDecision;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import java.util.HashMap;
import java.util.HashSet;
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
  private final Map<String, Set<TriggerProblem>> told = new HashMap<>();

  TriggerReports(EventRecorder events) {
    this.events = events;
  }

  /** True if these are not the problems of an object that were told last. */
  synchronized boolean areNews(String key, List<TriggerProblem> problems) {
    return !told.getOrDefault(key, Set.of()).equals(Set.copyOf(problems));
  }

  /** Tells the problems of an object that were not told yet; these are all that it has. */
  void problems(String key, ResourceKind kind, ObjectNode object, List<TriggerProblem> problems) {
    for (TriggerProblem problem : news(key, problems)) {
      LOG.warn("{} {}: {}", kind.resource(), named(object), problem.text());
      events.warn(kind, Meta.of(object), problem.reason(), problem.text());
    }
  }

  private synchronized Set<TriggerProblem> news(String key, List<TriggerProblem> problems) {
    Set<TriggerProblem> now = new HashSet<>(problems);
    Set<TriggerProblem> before =
        now.isEmpty() ? told.remove(key) : told.put(key, Set.copyOf(problems));
    if (before != null) {
      now.removeAll(before);
    }
    return now;
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
