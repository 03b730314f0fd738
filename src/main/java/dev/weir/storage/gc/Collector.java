package dev.weir.storage.gc;

import dev.weir.reference.Digest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/** The loop that lets go what nothing holds. Safe for threads. */
public final class Collector implements Runnable {
  private final Semaphore wake = new Semaphore(0);
  private final Map<Object, String> holds = new LinkedHashMap<>();
  private final Instant started;

  /**
   * A collector that does nothing before it runs.
   *
   * @param clock of the wall
   */
  public Collector(InstantSource clock) {
    this.started = clock.instant();
  }

  /** Runs until the thread is interrupted. */
  @Override
  public void run() {
    while (!Thread.currentThread().isInterrupted()) {
      try {
        wake.acquire();
        int _ = wake.drainPermits();
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }
  }

  public Status status() {
    List<String> why = holding();
    return new Status(
        started,
        false,
        0,
        0,
        0,
        0,
        0,
        List.of(),
        Optional.empty(),
        0,
        0,
        0,
        0,
        why.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", why)));
  }

  /** Lets the next round begin now. Returns at once. */
  public void soon() {
    wake.release();
  }

  /** Lets a digest be looked at in the next round, whether something became of it or not. */
  public void enqueue(Digest digest) {
    soon();
  }

  /** That nothing holds the digest; empty if something does, or nobody has looked yet. */
  public Optional<Mark> mark(Digest digest) {
    return Optional.empty();
  }

  /**
   * No bytes are removed until the hold is closed; what is being removed is gone on return.
   *
   * @param why for people, such as {@code a backup}
   */
  public Hold pause(String why) {
    Object key = new Object();
    synchronized (holds) {
      holds.put(key, why);
    }
    return () -> {
      synchronized (holds) {
        boolean _ = holds.remove(key) != null;
      }
    };
  }

  private List<String> holding() {
    synchronized (holds) {
      return new ArrayList<>(holds.values());
    }
  }

  /** What is to go, soonest first. */
  public List<Candidate> pending(int most) {
    return List.of();
  }
}
