package dev.weir.remote.budget;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What an account has left, and until when work in the background therefore leaves the last of it
 * to people. However a registry goes on saying that little is left, one request looks again when
 * the time is over that it named at first. Immutable.
 *
 * @param told empty if it grants without limit, as far as is known
 * @param keptUntil for background work
 * @param looking one request is on its way to see whether more is granted
 */
record Reserve(Optional<Allowance> told, Instant keptUntil, boolean looking) {
  static final Reserve UNLIMITED = new Reserve(Optional.empty(), Instant.MIN, false);

  /** For the answer to a look. */
  private static final Duration LOOK = Duration.ofMinutes(1);

  /** The registry said this. */
  Reserve told(Allowance now) {
    if (!now.isLow()) {
      return new Reserve(Optional.of(now), Instant.MIN, false);
    }
    boolean goesOn = !looking && at(now.seen()).filter(Allowance::isLow).isPresent();
    Instant until = goesOn && keptUntil.isBefore(now.until()) ? keptUntil : now.until();
    return new Reserve(Optional.of(now), until, false);
  }

  /** How long until such a request may be made; zero if it may be now. */
  Duration left(Caller caller, Cost cost, Instant now) {
    boolean kept =
        caller == Caller.BACKGROUND
            && now.isBefore(keptUntil)
            && told.isPresent()
            && told.get().counts(cost);
    return kept ? Pauses.left(now, keptUntil) : Duration.ZERO;
  }

  /** Such a request is made, and may be. */
  Reserve spent(Caller caller, Cost cost, Instant now) {
    if (told.isEmpty() || !told.get().counts(cost)) {
      return this;
    }
    Allowance before = told.get();
    Allowance less = before.less();
    if (before.isLow()) {
      return caller == Caller.BACKGROUND
          ? new Reserve(Optional.of(less), now.plus(Pauses.shorter(LOOK, before.span())), true)
          : new Reserve(Optional.of(less), keptUntil, looking);
    }
    return new Reserve(Optional.of(less), less.isLow() ? less.until() : keptUntil, false);
  }

  /** Such a request got no answer, and so probably took nothing. */
  Reserve unanswered(Cost cost) {
    if (told.isEmpty() || !told.get().counts(cost)) {
      return this;
    }
    Allowance more = told.get().more();
    return new Reserve(Optional.of(more), more.isLow() ? keptUntil : Instant.MIN, looking);
  }

  /** What is left as far as it is known now. */
  Optional<Allowance> at(Instant now) {
    return told.filter(allowance -> now.isBefore(allowance.until()));
  }
}
