package dev.weir.trigger;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Who follows which tag. Safe for several threads. */
final class TriggerIndex {
  private final Map<Trigger.TagKey, Set<String>> followers = new HashMap<>();
  private final Map<String, List<Trigger>> byWorkload = new HashMap<>();

  /** Replaces what is known of a workload; true if its triggers differ from before. */
  synchronized boolean put(String workload, List<Trigger> triggers) {
    List<Trigger> before = byWorkload.getOrDefault(workload, List.of());
    if (before.equals(triggers)) {
      return false;
    }
    remove(workload);
    if (!triggers.isEmpty()) {
      byWorkload.put(workload, triggers);
    }
    for (Trigger trigger : triggers) {
      followers.computeIfAbsent(trigger.from(), _ -> new TreeSet<>()).add(workload);
    }
    return true;
  }

  synchronized void remove(String workload) {
    List<Trigger> before = byWorkload.remove(workload);
    for (Trigger trigger : before == null ? List.<Trigger>of() : before) {
      Set<String> set = followers.get(trigger.from());
      if (set != null && set.remove(workload) && set.isEmpty()) {
        followers.remove(trigger.from());
      }
    }
  }

  synchronized void clear() {
    followers.clear();
    byWorkload.clear();
  }

  synchronized List<String> followers(Trigger.TagKey tag) {
    return List.copyOf(followers.getOrDefault(tag, Set.of()));
  }
}
