package dev.weir.audit;

import dev.weir.audit.RefusalLog.Refusal;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * The last refusals, and those of each namespace, so that much refused in one does not push out
 * what another's people look for. Safe for threads.
 */
final class RecentRefusals {
  private static final int KEPT = 50;
  private static final int KEPT_IN_NAMESPACE = 20;

  /** Callers name namespaces as they like: those that were named last are kept. */
  private static final int NAMESPACES = 200;

  private final Deque<Refusal> all = new ArrayDeque<>();
  private final LinkedHashMap<String, Deque<Refusal>> byNamespace = new LinkedHashMap<>();

  synchronized void add(Refusal refusal) {
    add(all, refusal, KEPT);
    String namespace = refusal.namespace();
    if (namespace.isEmpty()) {
      return;
    }
    Deque<Refusal> before = byNamespace.remove(namespace);
    Deque<Refusal> there = before == null ? new ArrayDeque<>() : before;
    add(there, refusal, KEPT_IN_NAMESPACE);
    var _ = byNamespace.putLast(namespace, there);
    if (byNamespace.size() > NAMESPACES) {
      var _ = byNamespace.pollFirstEntry();
    }
  }

  private static void add(Deque<Refusal> refusals, Refusal refusal, int most) {
    refusals.addFirst(refusal);
    if (refusals.size() > most) {
      Refusal _ = refusals.removeLast();
    }
  }

  /** The newest first. */
  synchronized List<Refusal> all() {
    return List.copyOf(all);
  }

  /** Those of a namespace, the newest first. */
  synchronized List<Refusal> in(String namespace) {
    Deque<Refusal> there = byNamespace.get(namespace);
    return there == null ? List.of() : List.copyOf(there);
  }
}
