package dev.weir.remote.budget;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What one account bears. Turns are given in the order in which they were asked for. Safe for
 * threads.
 *
 * @param <F> how its failures are told
 */
public final class Budget<F> {
  private final Limits limits;
  private final InstantSource clock;
  private final Map<Lane, Semaphore> lanes = new EnumMap<>(Lane.class);
  private final AtomicInteger waiting = new AtomicInteger();
  private Standing standing = Standing.GOOD;
  private @Nullable F cause;

  Budget(Limits limits, InstantSource clock) {
    this.limits = limits;
    this.clock = clock;
    for (Lane lane : Lane.values()) {
      lanes.put(lane, new Semaphore(limits.of(lane), true));
    }
  }

  /** That it must not be asked now; empty if it may be. */
  public synchronized Optional<Hold<F>> hold(Caller caller) {
    Duration left = standing.left(caller, clock.instant());
    F last = cause;
    return left.isZero() || last == null ? Optional.empty() : Optional.of(new Hold<>(last, left));
  }

  /** It says that it was asked too often. */
  public synchronized void busy(F how, Optional<Duration> retryAfter) {
    standing = standing.busy(clock.instant(), retryAfter);
    cause = how;
  }

  /** It did not answer, or could not. */
  public synchronized void failing(F how, Optional<Duration> retryAfter) {
    standing = standing.failing(clock.instant(), retryAfter);
    cause = how;
  }

  /** It answered, whatever it said. */
  public synchronized void answered() {
    standing = standing.answered();
  }

  /**
   * Waits for the right to ask.
   *
   * @return empty if none came in time
   */
  public Optional<Turn> turn(Lane lane) throws InterruptedException {
    Semaphore places = places(lane);
    waiting.incrementAndGet();
    try {
      if (!places.tryAcquire(limits.patience().toNanos(), TimeUnit.NANOSECONDS)) {
        return Optional.empty();
      }
    } finally {
      waiting.decrementAndGet();
    }
    AtomicBoolean taken = new AtomicBoolean(true);
    return Optional.of(
        () -> {
          if (taken.getAndSet(false)) {
            places.release();
          }
        });
  }

  public Limits limits() {
    return limits;
  }

  private Semaphore places(Lane lane) {
    return requireNonNull(lanes.get(lane));
  }

  private int taken(Lane lane) {
    return limits.of(lane) - places(lane).availablePermits();
  }

  Load load() {
    return new Load(
        taken(Lane.REQUEST),
        taken(Lane.BODY),
        waiting.get(),
        hold(Caller.BACKGROUND).isPresent() ? 1 : 0);
  }

  /** Nothing would be lost with it. */
  synchronized boolean isIdle() {
    return load().equals(Load.NONE) && standing.failures() == 0 && standing.refusals() == 0;
  }
}
