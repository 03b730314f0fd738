package dev.weir.remote.budget;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How an account, or all accounts of one host together, were answered lately. Safe for threads.
 *
 * @param <F> how its failures are told
 */
final class Trouble<F> {
  private final InstantSource clock;
  private Refusals refusals = Refusals.NONE;
  private Outages outages = Outages.NONE;
  private @Nullable F refusal;
  private @Nullable F outage;

  Trouble(InstantSource clock) {
    this.clock = clock;
  }

  /** It says that it was asked too often, by such requests and those that take more. */
  synchronized void busy(F how, Cost least, Optional<Duration> retryAfter) {
    refusals = refusals.more(clock.instant(), least, retryAfter);
    outages = outages.refused();
    refusal = how;
  }

  /** It did not answer, or could not. */
  synchronized void failing(F how, Optional<Duration> retryAfter) {
    outages = outages.more(clock.instant(), retryAfter);
    outage = how;
  }

  /** It answered such a request, whatever it said. */
  synchronized void answered(Cost cost) {
    refusals = refusals.answered(clock.instant(), cost);
    outages = Outages.NONE;
  }

  /** That it must not be asked so now; empty if it may be. */
  synchronized Optional<Hold<F>> hold(Caller caller, Cost cost) {
    Instant now = clock.instant();
    return Hold.longer(
        hold(refusal, refusals.left(caller, cost, now)), hold(outage, outages.left(caller, now)));
  }

  private static <F> Optional<Hold<F>> hold(@Nullable F cause, Duration left) {
    return left.isZero() || cause == null
        ? Optional.empty()
        : Optional.of(new Hold.Refused<>(cause, left));
  }

  /**
   * That nothing comes; empty if the newest request was answered.
   *
   * @param words for a failure
   */
  synchronized Optional<Unanswered> unanswered(Function<F, String> words) {
    F cause = outage;
    return outages.count() == 0 || cause == null
        ? Optional.empty()
        : Optional.of(new Unanswered(outages.since(), outages.last(), words.apply(cause)));
  }

  /** Nothing would be lost with it. */
  synchronized boolean isOver() {
    return refusals.count() == 0
        && outages.count() == 0
        && hold(Caller.BACKGROUND, Cost.PULL).isEmpty();
  }
}
