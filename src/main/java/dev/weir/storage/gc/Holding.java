package dev.weir.storage.gc;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/** Who keeps all bytes where they are. Safe for threads. */
final class Holding {
  private final ReentrantReadWriteLock removing = new ReentrantReadWriteLock(true);
  private final Map<Object, String> reasons = new LinkedHashMap<>();

  /** From its return on nothing is removed until the hold is closed. */
  Hold take(String why) {
    Object key = new Object();
    synchronized (reasons) {
      reasons.put(key, why);
    }
    removing.writeLock().lock(); // what is being removed is gone then
    removing.writeLock().unlock();
    return () -> {
      synchronized (reasons) {
        boolean _ = reasons.remove(key) != null;
      }
    };
  }

  List<String> reasons() {
    synchronized (reasons) {
      return List.copyOf(reasons.values());
    }
  }

  /** Removes something, unless it is held; returns what the removal says, or else the other. */
  <T> T unlessHeld(Supplier<T> removal, T held) {
    removing.readLock().lock();
    try {
      return reasons().isEmpty() ? removal.get() : held;
    } finally {
      removing.readLock().unlock();
    }
  }
}
