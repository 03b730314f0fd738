package dev.weir.hook;

import dev.weir.resource.Recent;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/** How many notifications of one webhook are taken: at once, and in a minute. Safe for threads. */
final class HookRates {
  static final int AT_ONCE = 8;
  static final int A_MINUTE = 600;

  private static final int MOST_HOOKS = 10_000;
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration EACH = MINUTE.dividedBy(A_MINUTE);

  private final Recent<HookName, Rate> rates = new Recent<>(MOST_HOOKS);
  private final InstantSource steady;

  /** By a clock that never goes back. */
  HookRates(InstantSource steady) {
    this.steady = steady;
  }

  /** One notification that is being taken. */
  interface Turn extends AutoCloseable {
    @Override
    void close();
  }

  /** Begins to take one; empty if it is one too many. */
  Optional<Turn> begin(HookName hook) {
    Rate rate = rates.find(hook, _ -> new Rate(steady.instant().minus(MINUTE)));
    return rate.begin(steady.instant()) ? Optional.of(rate::end) : Optional.empty();
  }

  /** What one webhook has used. */
  private static final class Rate {
    /** When all that was taken has been paid for, one each tenth of a second. */
    private Instant paid;

    private int running;

    Rate(Instant paid) {
      this.paid = paid;
    }

    synchronized boolean begin(Instant now) {
      Instant from = paid.isBefore(now.minus(MINUTE)) ? now.minus(MINUTE) : paid;
      if (running >= AT_ONCE || from.plus(EACH).isAfter(now)) {
        return false;
      }
      paid = from.plus(EACH);
      running++;
      return true;
    }

    synchronized void end() {
      running--;
    }
  }
}
