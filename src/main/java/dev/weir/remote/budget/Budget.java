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
import java.util.function.Function;

/**
 * What one account bears. Turns are given in the order in which they were asked for, half of them
 * to people alone: however much is asked in the background, they do not wait behind it. Safe for
 * threads.
 *
 * @param <F> how its failures are told
 */
public final class Budget<F> {
  private final Limits limits;
  private final InstantSource clock;
  private final Map<Lane, Semaphore> lanes = new EnumMap<>(Lane.class);

  /** Of the same turns those that work in the background may have, and wait for, at once. */
  private final Map<Lane, Semaphore> background = new EnumMap<>(Lane.class);

  private final AtomicInteger waiting = new AtomicInteger();
  private final Trouble<F> own;
  private final Trouble<F> address;
  private Reserve reserve = Reserve.UNLIMITED;

  /**
   * With nothing known of the account.
   *
   * @param address what is known of all accounts of that host
   */
  Budget(Limits limits, Trouble<F> address, InstantSource clock) {
    this.limits = limits;
    this.own = new Trouble<>(clock);
    this.address = address;
    this.clock = clock;
    for (Lane lane : Lane.values()) {
      lanes.put(lane, new Semaphore(limits.of(lane), true));
      background.put(lane, new Semaphore(limits.inBackground(lane), true));
    }
  }

  /** That it must not be asked so now; empty if it may be. */
  public synchronized Optional<Hold<F>> hold(Caller caller, Cost cost) {
    Optional<Hold<F>> troubled = Hold.longer(own.hold(caller, cost), address.hold(caller, cost));
    Duration kept = reserve.left(caller, cost, clock.instant());
    return Hold.longer(
        troubled,
        kept.isZero() ? Optional.empty() : reserve.told().map(left -> new Hold.Kept<>(left, kept)));
  }

  /** As {@link #hold}; if it may be asked, it is going to be. */
  public synchronized Optional<Hold<F>> spend(Caller caller, Cost cost) {
    Optional<Hold<F>> hold = hold(caller, cost);
    if (hold.isEmpty()) {
      reserve = reserve.spent(caller, cost, clock.instant());
    }
    return hold;
  }

  /** A request that was {@link #spend spent} got no answer. */
  public synchronized void unanswered(Cost cost) {
    reserve = reserve.unanswered(cost);
  }

  /**
   * It said what is left, or, of something that it counts, nothing of the kind.
   *
   * @param allowance empty if it grants without limit
   */
  public synchronized void told(Optional<Allowance> allowance) {
    reserve = allowance.map(reserve::told).orElse(Reserve.UNLIMITED);
  }

  /** What is left, as far as it is known now. */
  public synchronized Optional<Allowance> allowance() {
    return reserve.at(clock.instant());
  }

  /**
   * That nothing comes; empty if the newest request was answered.
   *
   * @param words for a failure
   */
  public Optional<Unanswered> unanswered(Function<F, String> words) {
    return own.unanswered(words);
  }

  /**
   * It refuses such a request, as this account asked too often. Where only pulls count, looks may
   * go on if no time was told.
   */
  public synchronized void busy(F how, Cost refused, Optional<Duration> retryAfter) {
    boolean pullsOnly = allowance().map(Allowance::pullsOnly).orElse(false);
    own.busy(how, pullsOnly ? refused : Cost.LOOK, retryAfter);
  }

  /** It says that this address asked too often, with whichever login. */
  public void addressBusy(F how, Optional<Duration> retryAfter) {
    address.busy(how, Cost.LOOK, retryAfter);
  }

  /** It did not answer, or could not. */
  public void failing(F how, Optional<Duration> retryAfter) {
    own.failing(how, retryAfter);
  }

  /** It answered such a request, whatever it said. */
  public void answered(Cost cost) {
    own.answered(cost);
    address.answered(cost);
  }

  /**
   * Waits for the right to ask. Work in the background waits for one of its own turns first.
   *
   * @return empty if none came in time
   */
  public Optional<Turn> turn(Caller caller, Lane lane) throws InterruptedException {
    waiting.incrementAndGet();
    try {
      return caller == Caller.PERSON ? taken(places(lane)) : takenInBackground(lane);
    } finally {
      waiting.decrementAndGet();
    }
  }

  private Optional<Turn> takenInBackground(Lane lane) throws InterruptedException {
    Optional<Turn> share = taken(requireNonNull(background.get(lane)));
    if (share.isEmpty()) {
      return share;
    }
    Optional<Turn> turn = Optional.empty();
    try {
      turn = taken(places(lane));
    } finally {
      if (turn.isEmpty()) {
        share.get().close();
      }
    }
    return turn.map(
        taken ->
            () -> {
              taken.close();
              share.get().close();
            });
  }

  private Optional<Turn> taken(Semaphore places) throws InterruptedException {
    if (!places.tryAcquire(limits.patience().toNanos(), TimeUnit.NANOSECONDS)) {
      return Optional.empty();
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
        hold(Caller.BACKGROUND, Cost.LOOK).isPresent() ? 1 : 0);
  }

  /** Nothing would be lost with it but what is left where enough is. */
  synchronized boolean isIdle() {
    return load().equals(Load.NONE)
        && own.isOver()
        && address.isOver()
        && hold(Caller.BACKGROUND, Cost.PULL).isEmpty();
  }
}
