package dev.weir.importing.schedule;

import dev.weir.importing.schedule.Question.Ask;
import dev.weir.remote.budget.Account;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * What waits to be asked of one account, in order; due when the account may be asked again. Guarded
 * by the {@link Timetable}.
 */
final class Lane extends Due {
  /** So many looks at once leave a registry's other half of what it bears to people. */
  static final int AT_ONCE = 8;

  final Account account;
  int running;

  private final LinkedHashMap<Question, Ask> hinted = new LinkedHashMap<>();
  private final LinkedHashMap<Question, Ask> waiting = new LinkedHashMap<>();

  /** What began last was hinted at. */
  private boolean afterHinted;

  /** Nobody is asked until it is due. */
  boolean held;

  /** Why it is held. */
  String why = "";

  /** After a hold one look goes first. */
  int most = AT_ONCE;

  Lane(Account account) {
    this.account = account;
  }

  int waiting() {
    return hinted.size() + waiting.size();
  }

  /**
   * Puts an ask at the end.
   *
   * @return the same, or what waits already and asks the same
   */
  Ask add(Ask ask) {
    Ask there = hinted.get(ask.question);
    return there == null ? waiting.computeIfAbsent(ask.question, _ -> ask) : there;
  }

  /** What waits is hinted at. */
  void hurry(Question question) {
    Ask ask = waiting.remove(question);
    if (ask != null) {
      ask.hinted = true;
      hinted.put(question, ask);
    }
  }

  /** Takes the next one out: what was hinted at, but not so often that all else would wait. */
  Ask next() {
    afterHinted = !hinted.isEmpty() && (waiting.isEmpty() || !afterHinted);
    return (afterHinted ? hinted : waiting).pollFirstEntry().getValue();
  }

  /** Puts one back to the front; whoever asked the same meanwhile waits with it. */
  void back(Ask ask) {
    for (var asks : List.of(hinted, waiting)) {
      Ask same = asks.remove(ask.question);
      if (same != null) {
        ask.who.addAll(same.who);
        ask.hinted |= same.hinted;
      }
    }
    (ask.hinted ? hinted : waiting).putFirst(ask.question, ask);
  }

  /** To be woken. */
  boolean isQueued() {
    return place >= 0;
  }

  boolean isIdle() {
    return waiting() == 0 && running == 0 && !held;
  }

  boolean mayStart() {
    return !held && running < most && waiting() > 0;
  }

  /** Begins or prolongs a hold. */
  void hold(String reason) {
    held = true;
    why = reason;
  }
}
