package dev.weir.remote.budget;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How an account answered lately, and until when it is therefore left alone. Whoever was told to
 * come later does so, whoever asks. What keeps failing is left alone for longer and longer by
 * background work, and asked every few seconds at most for somebody who waits. Immutable.
 *
 * @param refusals in a row that did not say how long
 * @param failures in a row; those that come while it is left alone are of the same trouble
 * @param busyUntil for everybody
 * @param failingUntil for background work
 * @param personUntil for somebody who waits
 */
record Standing(
    int refusals, int failures, Instant busyUntil, Instant failingUntil, Instant personUntil) {
  static final Standing GOOD = new Standing(0, 0, Instant.MIN, Instant.MIN, Instant.MIN);

  /** Fewer failures in a row are an accident. */
  private static final int REPEATED = 3;

  private static final Duration FIRST_REFUSAL = Duration.ofSeconds(2);
  private static final Duration LONGEST_REFUSAL = Duration.ofMinutes(1);
  private static final Duration FIRST_FAILURE = Duration.ofSeconds(5);
  private static final Duration LONGEST_FAILURE = Duration.ofMinutes(2);
  private static final Duration LONGEST_ASKED_FOR = Duration.ofMinutes(5);
  private static final Duration PERSON = Duration.ofSeconds(3);
  private static final int MOST_DOUBLINGS = 10;

  /**
   * It was asked too often.
   *
   * @param retryAfter what it said of when to come again
   */
  Standing busy(Instant now, Optional<Duration> retryAfter) {
    Optional<Duration> said = retryAfter.filter(Duration::isPositive);
    boolean again = said.isEmpty() && !now.isBefore(busyUntil);
    int counted = again ? refusals + 1 : refusals;
    Duration wait = said.orElseGet(() -> grown(FIRST_REFUSAL, counted - 1, LONGEST_REFUSAL));
    Instant until = said.isEmpty() && !again ? busyUntil : later(busyUntil, now.plus(wait));
    return new Standing(counted, 0, until, failingUntil, personUntil);
  }

  /**
   * It did not answer, or could not.
   *
   * @param retryAfter what it said of when to come again
   */
  Standing failing(Instant now, Optional<Duration> retryAfter) {
    boolean same = now.isBefore(failingUntil);
    int counted = same ? failures : failures + 1;
    Optional<Duration> said = retryAfter.filter(Duration::isPositive);
    if (said.isPresent()) {
      Duration wait = shorter(said.get(), LONGEST_ASKED_FOR);
      return left(counted, later(failingUntil, now.plus(wait)), now.plus(PERSON));
    }
    if (same || counted < REPEATED) {
      return left(counted, failingUntil, same ? now.plus(PERSON) : personUntil);
    }
    Duration wait = grown(FIRST_FAILURE, counted - REPEATED, LONGEST_FAILURE);
    return left(counted, now.plus(wait), now.plus(PERSON));
  }

  private Standing left(int counted, Instant background, Instant person) {
    return new Standing(refusals, counted, busyUntil, background, person);
  }

  /** It answered as registries do. What it said of when to come again still holds. */
  Standing answered() {
    return new Standing(0, 0, busyUntil, Instant.MIN, Instant.MIN);
  }

  /** How long until it may be asked; zero if it may be now. */
  Duration left(Caller caller, Instant now) {
    Instant until =
        later(
            busyUntil,
            switch (caller) {
              case BACKGROUND -> failingUntil;
              case PERSON -> personUntil;
            });
    return now.isBefore(until) ? Duration.between(now, until) : Duration.ZERO;
  }

  private static Duration grown(Duration first, int times, Duration most) {
    return shorter(first.multipliedBy(1L << Math.clamp(times, 0, MOST_DOUBLINGS)), most);
  }

  private static Duration shorter(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }

  private static Instant later(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }
}
