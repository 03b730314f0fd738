package dev.weir.storage.gc;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
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
    awaitRemovals();
    return () -> {
      synchronized (reasons) {
        boolean _ = reasons.remove(key) != null;
      }
    };
  }

  /** What is being removed is gone then. */
  private void awaitRemovals() {
    removing.writeLock().lock();
    try {
      return;
    } finally {
      removing.writeLock().unlock();
    }
  }

  /** Why nothing is removed; empty if that is not so. */
  Optional<String> why() {
    synchronized (reasons) {
      return reasons.isEmpty()
          ? Optional.empty()
          : Optional.of(String.join(", ", reasons.values()));
    }
  }

  /** Removes something, unless it is held; returns what the removal says, or else the other. */
  <T> T unlessHeld(Supplier<T> removal, T held) {
    removing.readLock().lock();
    try {
      return why().isEmpty() ? removal.get() : held;
    } finally {
      removing.readLock().unlock();
    }
  }
}
