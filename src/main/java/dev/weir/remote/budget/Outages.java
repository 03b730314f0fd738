package dev.weir.remote.budget;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * That an account got no answer lately, or that of a registry that cannot give one. What keeps
 * failing is left alone for longer and longer by background work, and asked every few seconds at
 * most for somebody who waits. Immutable.
 *
 * @param count in a row; those that come while it is left alone are of the same trouble
 * @param since when the first of them was
 * @param last when the newest of them was
 * @param until for background work
 * @param personUntil for somebody who waits
 */
record Outages(int count, Instant since, Instant last, Instant until, Instant personUntil) {
  static final Outages NONE = new Outages(0, Instant.MIN, Instant.MIN, Instant.MIN, Instant.MIN);

  /** Fewer failures in a row are an accident. */
  private static final int REPEATED = 3;

  private static final Duration FIRST = Duration.ofSeconds(5);
  private static final Duration LONGEST = Duration.ofMinutes(2);
  private static final Duration LONGEST_ASKED_FOR = Duration.ofMinutes(5);
  private static final Duration PERSON = Duration.ofSeconds(3);

  /**
   * It did not answer, or could not.
   *
   * @param retryAfter what it said of when to come again
   */
  Outages more(Instant now, Optional<Duration> retryAfter) {
    boolean same = now.isBefore(until);
    int counted = same ? count : count + 1;
    Instant first = count == 0 ? now : since;
    Optional<Duration> said = retryAfter.filter(Duration::isPositive);
    if (said.isPresent()) {
      Duration wait = Pauses.shorter(said.get(), LONGEST_ASKED_FOR);
      return new Outages(
          counted, first, now, Pauses.later(until, now.plus(wait)), now.plus(PERSON));
    }
    if (same || counted < REPEATED) {
      return new Outages(counted, first, now, until, same ? now.plus(PERSON) : personUntil);
    }
    Duration wait = Pauses.doubled(FIRST, counted - REPEATED, LONGEST);
    return new Outages(counted, first, now, now.plus(wait), now.plus(PERSON));
  }

  /** It refused, which is an answer; it is left alone as long as before. */
  Outages refused() {
    return new Outages(0, Instant.MIN, Instant.MIN, until, personUntil);
  }

  /** How long until it may be asked; zero if it may be now. */
  Duration left(Caller caller, Instant now) {
    return Pauses.left(
        now,
        switch (caller) {
          case BACKGROUND -> until;
          case PERSON -> personUntil;
        });
  }
}
