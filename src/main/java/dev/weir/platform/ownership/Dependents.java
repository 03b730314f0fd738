package dev.weir.platform.ownership;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/** Which objects name which owners, by keys. Safe for many threads. */
final class Dependents {
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Set<String>> ownersOf = new HashMap<>();
  private final Map<String, Set<String>> dependentsOf = new HashMap<>();

  /** Says what the owners of an object are; returns those that it had before. */
  Set<String> put(String dependent, Set<String> owners) {
    lock.lock();
    try {
      Set<String> before =
          owners.isEmpty() ? ownersOf.remove(dependent) : ownersOf.put(dependent, owners);
      Set<String> had = before == null ? Set.of() : before;
      for (String owner : had) {
        Set<String> dependents = dependentsOf.getOrDefault(owner, new HashSet<>());
        dependents.remove(dependent);
        if (dependents.isEmpty()) {
          dependentsOf.remove(owner);
        }
      }
      owners.forEach(o -> dependentsOf.computeIfAbsent(o, _ -> new HashSet<>()).add(dependent));
      return had;
    } finally {
      lock.unlock();
    }
  }

  /** The objects that name an owner. */
  List<String> of(String owner) {
    lock.lock();
    try {
      return List.copyOf(dependentsOf.getOrDefault(owner, Set.of()));
    } finally {
      lock.unlock();
    }
  }

  void clear() {
    lock.lock();
    try {
      ownersOf.clear();
      dependentsOf.clear();
    } finally {
      lock.unlock();
    }
  }
}
