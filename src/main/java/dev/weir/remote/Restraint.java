package dev.weir.remote;

import static java.time.temporal.ChronoUnit.SECONDS;

import dev.weir.remote.RemoteException.Kind;
import dev.weir.remote.RemoteException.Passing;
import dev.weir.remote.budget.Account;
import dev.weir.remote.budget.AccountState;
import dev.weir.remote.budget.Allowance;
import dev.weir.remote.budget.Budget;
import dev.weir.remote.budget.Caller;
import dev.weir.remote.budget.Cost;
import dev.weir.remote.budget.Held;
import dev.weir.remote.budget.Hold;
import dev.weir.remote.budget.Lane;
import dev.weir.remote.budget.Turn;
import dev.weir.remote.outbound.OutboundAnswer;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/** Asks no more of a registry than the budget of host and login allows, and keeps the accounts. */
final class Restraint {
  private static final int NOT_IMPLEMENTED = 501;

  private final Budget<RemoteException> budget;
  private final Caller caller;
  private final String host;
  private final InstantSource clock;

  Restraint(Budget<RemoteException> budget, Caller caller, String host, InstantSource clock) {
    this.budget = budget;
    this.caller = caller;
    this.host = host;
    this.clock = clock;
  }

  /**
   * Goes on if the registry may be asked anything now.
   *
   * @throws RemoteException its last refusal or failure, or that what it grants is for people; with
   *     what is left of the time until then
   */
  void requireFree() {
    require(budget.hold(caller, Cost.LOOK));
  }

  private void require(Optional<Hold<RemoteException>> hold) {
    if (hold.isPresent()) {
      throw failure(hold.get());
    }
  }

  private RemoteException failure(Hold<RemoteException> hold) {
    return switch (hold) {
      case Hold.Refused<RemoteException>(RemoteException cause, Duration left) ->
          cause.forNow(left);
      case Hold.Kept<RemoteException>(Allowance allowance, Duration left) ->
          RemoteException.kept(kept(allowance, left), left);
    };
  }

  private String kept(Allowance allowance, Duration left) {
    return "%s: %s are left, and the last fifth is for people; work in the background goes on at %s"
        .formatted(host, allowance.words(), clock.instant().plus(left).truncatedTo(SECONDS));
  }

  private static Held.Reason reason(Hold<RemoteException> hold) {
    return switch (hold) {
      case Hold.Kept<RemoteException> _ -> Held.Reason.KEPT;
      case Hold.Refused<RemoteException>(RemoteException cause, _) ->
          cause.kind() == Kind.TOO_MANY_REQUESTS ? Held.Reason.REFUSES : Held.Reason.FAILS;
    };
  }

  /** What may be asked now, and how it was answered lately. */
  AccountState state(Account account) {
    return new AccountState(
        account,
        budget.allowance(),
        held(Cost.LOOK),
        held(Cost.PULL),
        budget.unanswered(e -> String.valueOf(e.getMessage())));
  }

  /** Why such a request must not be made now, for people who want to know; empty if it may be. */
  private Optional<Held> held(Cost cost) {
    return budget
        .hold(caller, cost)
        .map(
            hold ->
                new Held(
                    reason(hold),
                    String.valueOf(failure(hold).getMessage()),
                    clock.instant().plus(hold.left())));
  }

  /**
   * Waits for the right to ask.
   *
   * @throws RemoteException if it does not come in time, or the registry must not be asked now
   */
  Turn turn(Lane lane, Cost cost) {
    require(budget.hold(caller, cost));
    Turn turn = taken(lane);
    try {
      require(budget.spend(caller, cost)); // others may have been refused meanwhile
    } catch (RemoteException e) {
      turn.close();
      throw e;
    }
    return turn;
  }

  private Turn taken(Lane lane) {
    try {
      return budget.turn(caller, lane).orElseThrow(() -> RemoteException.crowded(crowded(lane)));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw RemoteException.interrupted();
    }
  }

  private String crowded(Lane lane) {
    String what =
        switch (lane) {
          case REQUEST -> budget.limits().requests() + " requests";
          case BODY -> budget.limits().bodies() + " blobs";
        };
    String background =
        caller == Caller.BACKGROUND
            ? ", or %d of work in the background,".formatted(budget.limits().inBackground(lane))
            : "";
    return "%s: %s%s are on their way there, and none came to its end within %d s"
        .formatted(host, what, background, budget.limits().patience().toSeconds());
  }

  /** True of what a registry answers that works, whether it gives what it was asked for or not. */
  static boolean works(OutboundAnswer answer) {
    int status = answer.status();
    return status != 429 && (status < 500 || status == NOT_IMPLEMENTED);
  }

  /**
   * The registry itself answered.
   *
   * @param counted it was asked for a manifest and gave it, so that it says what is left if that is
   *     bounded
   */
  void told(Optional<Allowance> allowance, boolean counted) {
    if (allowance.isPresent() || counted) {
      budget.told(allowance);
    }
  }

  /** A request for which there was a turn got no answer. */
  void unanswered(Cost cost) {
    budget.unanswered(cost);
  }

  /** An answer came to its end, or its body broke off: only a body that stalls is a failure. */
  void ended(Cost cost, Optional<IOException> failure) {
    if (failure.isEmpty()) {
      budget.answered(cost);
    } else if (Failures.isSilence(failure.get())) {
      note(cost, Failures.of(failure.get()));
    }
  }

  /** Something went wrong; what is nobody's fault there counts as an answer. */
  void note(Cost cost, RemoteException e) {
    if (e.isHeld() || Thread.currentThread().isInterrupted()) {
      return;
    }
    if (e.isOfAddress()) {
      budget.addressBusy(e, e.retryAfter());
    } else if (e.kind() == Kind.TOO_MANY_REQUESTS) {
      budget.busy(e, cost, e.retryAfter());
    } else if (e.passing() == Passing.NO) {
      budget.answered(cost);
    } else {
      budget.failing(e, e.retryAfter());
    }
  }
}
