package dev.weir.remote.budget;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * That an account or an address was told lately that it asks too often, and until when it therefore
 * asks nothing. Whoever was told when to come again does so, whoever asks; where no time is told,
 * the pauses grow, to a minute for somebody who waits and to a quarter of an hour for background
 * work. Immutable.
 *
 * @param count in a row that named no time
 * @param cost the least that was refused without a time
 * @param namedUntil for everybody, whatever they ask
 * @param until for everybody
 * @param backgroundUntil for background work; those who wait do not put it off
 */
record Refusals(int count, Cost cost, Instant namedUntil, Instant until, Instant backgroundUntil) {
  static final Refusals NONE = new Refusals(0, Cost.LOOK, Instant.MIN, Instant.MIN, Instant.MIN);

  private static final Duration FIRST = Duration.ofSeconds(2);
  private static final Duration LONGEST = Duration.ofMinutes(1);
  private static final Duration LONGEST_IN_BACKGROUND = Duration.ofMinutes(15);

  /**
   * It was asked too often.
   *
   * @param least what is refused, and all that takes more
   * @param retryAfter what it said of when to come again
   */
  Refusals more(Instant now, Cost least, Optional<Duration> retryAfter) {
    Optional<Duration> said = retryAfter.filter(Duration::isPositive);
    if (said.isPresent()) {
      Instant named = Pauses.later(namedUntil, now.plus(said.get()));
      return new Refusals(count, cost, named, until, backgroundUntil);
    }
    if (now.isBefore(namedUntil) || now.isBefore(until)) {
      Cost both = least.compareTo(cost) < 0 ? least : cost;
      return new Refusals(count, both, namedUntil, until, backgroundUntil);
    }
    return new Refusals(
        count + 1,
        least,
        namedUntil,
        now.plus(Pauses.doubled(FIRST, count, LONGEST)),
        now.isBefore(backgroundUntil)
            ? backgroundUntil
            : now.plus(Pauses.doubled(FIRST, 2 * count, LONGEST_IN_BACKGROUND)));
  }

  /**
   * It answered such a request as registries do. What it said of when to come again still holds.
   */
  Refusals answered(Instant now, Cost asked) {
    if (asked.compareTo(cost) < 0) {
      return this;
    }
    Instant background = now.isBefore(until) ? backgroundUntil : Instant.MIN;
    return new Refusals(0, cost, namedUntil, until, background);
  }

  /** How long until such a request may be made; zero if it may be now. */
  Duration left(Caller caller, Cost asked, Instant now) {
    Instant held = namedUntil;
    if (asked.compareTo(cost) >= 0) {
      held = Pauses.later(held, until);
      held = caller == Caller.BACKGROUND ? Pauses.later(held, backgroundUntil) : held;
    }
    return Pauses.left(now, held);
  }
}
