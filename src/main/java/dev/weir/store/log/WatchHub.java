package dev.weir.store.log;

import dev.weir.store.StoreEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Tells watches that something in the history concerns them. A thread of its own does it, so that
 * thousands of watches do not hold up the committing thread.
 */
final class WatchHub {
  private static final long POLL_NANOS = 50_000;

  private final VersionIndex index;
  private final Thread thread = Thread.ofVirtual().name("weir-store-watch").unstarted(this::run);
  private final ReentrantLock lock = new ReentrantLock();
  // guarded by the lock; prefixes by length, to look up the few that a key can have
  private final Map<String, Set<HubWatch>> watches = new HashMap<>();
  private final TreeMap<Integer, Integer> lengths = new TreeMap<>();
  private final Alarm alarm = new Alarm(this::open);
  private volatile long told;
  private volatile boolean closed;

  WatchHub(VersionIndex index) {
    this.index = index;
    told = index.revision();
  }

  void start() {
    told = index.revision();
    thread.start();
    alarm.start();
  }

  /** All watches concerned by events up to this revision have been told. */
  long told() {
    return told;
  }

  /** There is something new in the history. */
  void wake() {
    LockSupport.unpark(thread);
  }

  void add(HubWatch watch) {
    boolean first;
    lock.lock();
    try {
      if (closed) {
        throw CommitQueue.closed();
      }
      first = watches.isEmpty();
      Set<HubWatch> group = watches.get(watch.prefix());
      if (group == null) {
        group = new LinkedHashSet<>(); // in order, so that watches of one client are told together
        watches.put(watch.prefix(), group);
        lengths.merge(watch.prefix().length(), 1, Integer::sum);
      }
      group.add(watch);
    } finally {
      lock.unlock();
    }
    if (first) {
      alarm.wake();
    }
  }

  void remove(HubWatch watch) {
    lock.lock();
    try {
      Set<HubWatch> group = watches.get(watch.prefix());
      if (group != null && group.remove(watch) && group.isEmpty()) {
        watches.remove(watch.prefix());
        lengths.merge(watch.prefix().length(), -1, (a, b) -> a + b == 0 ? null : a + b);
      }
    } finally {
      lock.unlock();
    }
  }

  void close() {
    List<HubWatch> open;
    lock.lock();
    try {
      closed = true;
      open = all();
      watches.clear();
      lengths.clear();
    } finally {
      lock.unlock();
    }
    open.forEach(HubWatch::end);
    wake();
    alarm.close();
  }

  private List<HubWatch> open() {
    lock.lock();
    try {
      return all();
    } finally {
      lock.unlock();
    }
  }

  private List<HubWatch> all() {
    return watches.values().stream().flatMap(Set::stream).toList();
  }

  private void run() {
    while (!closed) {
      long newest = index.revision();
      if (newest == told) {
        LockSupport.park(this);
      } else {
        tell(told, newest).forEach(HubWatch::wake);
      }
    }
  }

  private List<HubWatch> tell(long after, long newest) {
    List<HubWatch> concerned = new ArrayList<>();
    lock.lock();
    try {
      index.events(after, newest, event -> mark(event, after, concerned));
      told = newest; // under the lock: a watch added later reads all up to here by itself
    } finally {
      lock.unlock();
    }
    return concerned;
  }

  private void mark(StoreEvent event, long after, List<HubWatch> concerned) {
    String key = event.key();
    for (int length : lengths.headMap(key.length(), true).keySet()) {
      for (HubWatch watch : watches.getOrDefault(key.substring(0, length), Set.of())) {
        if (watch.mark(event.revision(), after)) {
          concerned.add(watch);
        }
      }
    }
  }

  /** Waits until all events up to the revision are told; until then the history must keep them. */
  void awaitTold(long revision) {
    while (told < revision) {
      wake();
      LockSupport.parkNanos(this, POLL_NANOS);
    }
  }
}
