package dev.weir.remote;

import dev.weir.remote.RemoteException.Kind;
import dev.weir.remote.RemoteException.Passing;
import dev.weir.remote.budget.Budget;
import dev.weir.remote.budget.Caller;
import dev.weir.remote.budget.Hold;
import dev.weir.remote.budget.Lane;
import dev.weir.remote.budget.Turn;
import dev.weir.remote.outbound.OutboundAnswer;
import java.io.IOException;
import java.util.Optional;

/** Asks no more of a registry than the budget of host and login allows, and keeps the accounts. */
final class Restraint {
  private static final int NOT_IMPLEMENTED = 501;

  private final Budget<RemoteException> budget;
  private final Caller caller;
  private final String host;

  Restraint(Budget<RemoteException> budget, Caller caller, String host) {
    this.budget = budget;
    this.caller = caller;
    this.host = host;
  }

  /**
   * Goes on if the registry may be asked now.
   *
   * @throws RemoteException its last refusal or failure, with what is left of the time until then
   */
  void requireFree() {
    Optional<Hold<RemoteException>> hold = budget.hold(caller);
    if (hold.isPresent()) {
      throw hold.get().cause().forNow(hold.get().left());
    }
  }

  /**
   * Waits for the right to ask.
   *
   * @throws RemoteException if it does not come in time, or the registry must not be asked now
   */
  Turn turn(Lane lane) {
    requireFree();
    Turn turn = taken(lane);
    try {
      requireFree(); // others may have been refused meanwhile
    } catch (RemoteException e) {
      turn.close();
      throw e;
    }
    return turn;
  }

  private Turn taken(Lane lane) {
    try {
      return budget.turn(lane).orElseThrow(() -> RemoteException.crowded(crowded(lane)));
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
    return "%s: %s are on their way there, and none came to its end within %d s"
        .formatted(host, what, budget.limits().patience().toSeconds());
  }

  /** True of what a registry answers that works, whether it gives what it was asked for or not. */
  static boolean works(OutboundAnswer answer) {
    int status = answer.status();
    return status != 429 && (status < 500 || status == NOT_IMPLEMENTED);
  }

  /** An answer came to its end, or its body broke off: only a body that stalls is a failure. */
  void ended(Optional<IOException> failure) {
    if (failure.isEmpty()) {
      budget.answered();
    } else if (Failures.isSilence(failure.get())) {
      note(Failures.of(failure.get()));
    }
  }

  /** Something went wrong; what is nobody's fault there counts as an answer. */
  void note(RemoteException e) {
    if (e.isHeld() || Thread.currentThread().isInterrupted()) {
      return;
    }
    if (e.kind() == Kind.TOO_MANY_REQUESTS) {
      budget.busy(e, e.retryAfter());
    } else if (e.passing() == Passing.NO) {
      budget.answered();
    } else {
      budget.failing(e, e.retryAfter());
    }
  }
}
