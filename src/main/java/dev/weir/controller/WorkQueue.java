package dev.weir.controller;

import dev.weir.failure.Reason;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keys to reconcile. A key is worked on by one worker at a time; marked meanwhile, it runs once
 * more. A key that fails comes back after a delay that doubles each time.
 */
public final class WorkQueue {
  private static final Logger LOG = LoggerFactory.getLogger(WorkQueue.class);
  private static final int MAX_DOUBLINGS = 20;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Set<String> ready = new LinkedHashSet<>();
  private final Set<String> running = new HashSet<>();
  private final Map<String, Integer> failures = new HashMap<>();
  private final PriorityQueue<Delayed> later =
      new PriorityQueue<>((a, b) -> Long.compare(a.dueNanos() - b.dueNanos(), 0));
  private final Map<String, Delayed> waiting = new HashMap<>();
  private final Duration firstDelay;
  private final Duration maxDelay;
  private final LongSupplier nanoTime;

  /**
   * Makes an empty queue.
   *
   * @param nanoTime as {@link System#nanoTime}
   */
  public WorkQueue(Duration firstDelay, Duration maxDelay, LongSupplier nanoTime) {
    this.firstDelay = firstDelay;
    this.maxDelay = maxDelay;
    this.nanoTime = nanoTime;
  }

  private record Delayed(String key, long dueNanos) {}

  /** Marks a key. */
  public void add(String key) {
    lock.lock();
    try {
      if (ready.add(key)) {
        changed.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Marks a key when some time has passed; one that waits already is marked at the earlier time.
   */
  public void addLater(String key, Duration delay) {
    lock.lock();
    try {
      wait(key, delay);
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  /** A key has one due time: the earliest that was asked for. */
  private void wait(String key, Duration delay) {
    Delayed asked = new Delayed(key, nanoTime.getAsLong() + delay.toNanos());
    Delayed known = waiting.get(key);
    if (known == null || asked.dueNanos() - known.dueNanos() < 0) {
      if (known != null) {
        later.remove(known);
      }
      waiting.put(key, asked);
      later.add(asked);
    }
  }

  /** How many keys wait for a worker, or for their time. */
  public int waiting() {
    lock.lock();
    try {
      return ready.size()
          + (int) waiting.keySet().stream().filter(key -> !ready.contains(key)).count();
    } finally {
      lock.unlock();
    }
  }

  /** Works until the thread is interrupted. Several threads may work on one queue. */
  public void work(Reconciler reconciler) {
    while (!Thread.currentThread().isInterrupted()) {
      try {
        String key = take();
        boolean done = false;
        try {
          reconciler.reconcile(key);
          done = true;
        } catch (RuntimeException e) {
          LOG.warn("reconciling {} failed and is tried again: {}", key, Reason.of(e));
          LOG.debug("reconciling {} failed", key, e);
        } catch (VirtualMachineError e) {
          throw e;
        } catch (Error e) {
          LOG.error("reconciling {} failed by a fault in Weir itself and is tried again", key, e);
        } finally {
          finish(key, done);
        }
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private String take() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (true) {
        long wait = moveDue();
        for (String key : ready) {
          if (running.add(key)) {
            ready.remove(key);
            return key;
          }
        }
        if (wait == Long.MAX_VALUE) {
          changed.await();
        } else {
          long _ = changed.awaitNanos(wait);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** Moves what is due to ready; returns nanoseconds until the next. */
  private long moveDue() {
    while (true) {
      Delayed next = later.peek();
      if (next == null) {
        return Long.MAX_VALUE;
      }
      long wait = next.dueNanos() - nanoTime.getAsLong();
      if (wait > 0) {
        return wait;
      }
      later.remove(next);
      waiting.remove(next.key());
      ready.add(next.key());
    }
  }

  private void finish(String key, boolean done) {
    lock.lock();
    try {
      running.remove(key);
      if (done) {
        failures.remove(key);
      } else {
        int count = failures.merge(key, 1, Integer::sum);
        wait(key, delay(count));
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private Duration delay(int failureCount) {
    Duration delay = firstDelay.multipliedBy(1L << Math.min(failureCount - 1, MAX_DOUBLINGS));
    return delay.compareTo(maxDelay) > 0 ? maxDelay : delay;
  }
}
