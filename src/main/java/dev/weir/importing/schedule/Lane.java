package dev.weir.importing.schedule;

import dev.weir.importing.schedule.Question.Ask;
import dev.weir.remote.budget.Account;
import java.util.LinkedHashMap;

/**
 * What waits to be asked of one account, in order; due when the account may be asked again. Guarded
 * by the {@link Timetable}.
 */
final class Lane extends Due {
  /** So many looks at once leave a registry's other half of what it bears to people. */
  static final int AT_ONCE = 8;

  final Account account;
  final LinkedHashMap<Question, Ask> waiting = new LinkedHashMap<>();
  int running;

  /** Nobody is asked until it is due. */
  boolean held;

  /** Why it is held. */
  String why = "";

  /** After a hold one look goes first. */
  int most = AT_ONCE;

  Lane(Account account) {
    this.account = account;
  }

  /** To be woken. */
  boolean isQueued() {
    return place >= 0;
  }

  boolean isIdle() {
    return waiting.isEmpty() && running == 0 && !held;
  }

  boolean mayStart() {
    return !held && running < most && !waiting.isEmpty();
  }

  /** Begins or prolongs a hold. */
  void hold(String reason) {
    held = true;
    why = reason;
  }
}
