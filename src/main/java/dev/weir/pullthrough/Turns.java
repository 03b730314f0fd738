package dev.weir.pullthrough;

import dev.weir.access.HeapBudget;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Lets a number of threads read from other registries at once. No project and no registry has more
 * than all others leave it, so that one alone comes to half of the turns, and whoever comes later
 * finds some; those who wait are served in their order, as far as that lets them. While somebody
 * waits, turns are asked back.
 */
final class Turns {
  /** How often is looked whether there are memory and turns that can be had back. */
  private static final Duration LOOK = Duration.ofMillis(100);

  private final int most;
  private final int mostWaiting;
  private final Duration patience;
  private final HeapBudget.Part heap;
  private final Set<Claim> holding = new LinkedHashSet<>();
  private final Set<Claim> waiting = new LinkedHashSet<>();
  private final Map<String, Integer> held = new HashMap<>();
  private final Map<String, Integer> awaited = new HashMap<>();

  /**
   * Turns as the limits say.
   *
   * @param heap that the buffer of each is taken from
   */
  Turns(FetchLimits limits, HeapBudget.Part heap) {
    this.most = limits.fetches();
    this.mostWaiting = limits.waiting();
    this.patience = limits.patience();
    this.heap = heap;
  }

  /** Who wants a turn. */
  static final class Claim {
    private final List<String> parties;
    private final BooleanSupplier yield;

    /**
     * Of those who share what there is.
     *
     * @param parties each of which has to have something left
     * @param yield asked while others wait; gives the turn up soon if it says true
     */
    Claim(List<String> parties, BooleanSupplier yield) {
      this.parties = List.copyOf(parties);
      this.yield = yield;
    }
  }

  /** A right to go on, until it is closed. */
  interface Turn extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Waits until it is this thread's turn, and there is memory for a buffer.
   *
   * @throws TooManyFetchesException after a bounded wait, or at once if too many wait
   */
  Turn take(Claim claim) throws InterruptedIOException {
    if (!tryTake(claim)) {
      await(claim);
    }
    return () -> giveBack(claim);
  }

  private synchronized boolean tryTake(Claim claim) {
    for (Claim other : waiting) {
      if (other == claim) {
        break;
      }
      if (isFree(other)) {
        return false;
      }
    }
    if (!isFree(claim) || !heap.take(Fetch.BUFFER)) {
      return false;
    }
    holding.add(claim);
    claim.parties.forEach(party -> held.merge(party, 1, Integer::sum));
    return true;
  }

  private boolean isFree(Claim claim) {
    return leaves(claim, most, holding.size(), held);
  }

  /** True if each party has fewer than are left. */
  private static boolean leaves(Claim claim, int most, int taken, Map<String, Integer> by) {
    return taken < most
        && claim.parties.stream().allMatch(party -> taken + by.getOrDefault(party, 0) < most);
  }

  private synchronized void giveBack(Claim claim) {
    holding.remove(claim);
    claim.parties.forEach(party -> held.computeIfPresent(party, (_, n) -> n == 1 ? null : n - 1));
    heap.giveBack(Fetch.BUFFER);
    notifyAll();
  }

  private void await(Claim claim) throws InterruptedIOException {
    enter(claim);
    try {
      long end = System.nanoTime() + patience.toNanos();
      while (!tryTake(claim)) {
        long left = end - System.nanoTime();
        if (left <= 0) {
          throw new TooManyFetchesException(patience);
        }
        askBack();
        pause(Math.min(left, LOOK.toNanos()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      InterruptedIOException interrupted = new InterruptedIOException("interrupted");
      interrupted.initCause(e);
      throw interrupted;
    } finally {
      leave(claim);
    }
  }

  private synchronized void enter(Claim claim) {
    if (!leaves(claim, mostWaiting, waiting.size(), awaited)) {
      throw new TooManyFetchesException(patience);
    }
    waiting.add(claim);
    claim.parties.forEach(party -> awaited.merge(party, 1, Integer::sum));
  }

  private synchronized void leave(Claim claim) {
    waiting.remove(claim);
    claim.parties.forEach(
        party -> awaited.computeIfPresent(party, (_, n) -> n == 1 ? null : n - 1));
    notifyAll();
  }

  private synchronized void pause(long nanos) throws InterruptedException {
    TimeUnit.NANOSECONDS.timedWait(this, nanos);
  }

  /** One of those who can be spared, if there is any. */
  private void askBack() {
    List<Claim> all;
    synchronized (this) {
      all = new ArrayList<>(holding);
    }
    boolean _ = all.stream().anyMatch(claim -> claim.yield.getAsBoolean());
  }
}
