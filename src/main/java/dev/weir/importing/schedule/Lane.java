package dev.weir.importing.schedule;

import dev.weir.importing.schedule.Question.Ask;
import dev.weir.remote.budget.Account;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;

/**
 * What waits to be asked of one account, in order; due when the account may be asked again. Guarded
 * by the {@link Timetable}.
 */
final class Lane extends Due {
  /** So many looks at once leave a registry's other half of what it bears to people. */
  static final int AT_ONCE = 8;

  final Account account;
  int running;

  private final Turns hinted = new Turns();
  private final Turns waiting = new Turns();

  /** What began last was hinted at. */
  private boolean afterHinted;

  /** Nobody is asked until it is due. */
  boolean held;

  /** Why it is held. */
  String why = "";

  /** After a hold one look goes first. */
  int most = AT_ONCE;

  /** Asks by project: each project has its turn, and its own are in order. */
  private static final class Turns {
    private final Map<Question, Ask> all = new HashMap<>();
    private final LinkedHashMap<String, SequencedSet<Ask>> projects = new LinkedHashMap<>();

    Optional<Ask> find(Question question) {
      return Optional.ofNullable(all.get(question));
    }

    void add(Ask ask) {
      all.put(ask.question, ask);
      projects.computeIfAbsent(ask.project, _ -> new LinkedHashSet<>()).addLast(ask);
    }

    void putFirst(Ask ask) {
      all.put(ask.question, ask);
      SequencedSet<Ask> own = projects.getOrDefault(ask.project, new LinkedHashSet<>());
      own.addFirst(ask);
      projects.putFirst(ask.project, own);
    }

    Optional<Ask> remove(Question question) {
      Optional<Ask> found = Optional.ofNullable(all.remove(question));
      found.ifPresent(
          ask ->
              projects.computeIfPresent(
                  ask.project, (_, own) -> own.remove(ask) && own.isEmpty() ? null : own));
      return found;
    }

    Ask next() {
      Map.Entry<String, SequencedSet<Ask>> first = projects.pollFirstEntry();
      Ask ask = first.getValue().removeFirst();
      all.remove(ask.question);
      if (!first.getValue().isEmpty()) {
        projects.putLast(first.getKey(), first.getValue());
      }
      return ask;
    }
  }

  Lane(Account account) {
    this.account = account;
  }

  int waiting() {
    return hinted.all.size() + waiting.all.size();
  }

  /**
   * Puts an ask behind those of its project.
   *
   * @return the same, or what waits already and asks the same
   */
  Ask add(Ask ask) {
    Optional<Ask> there = hinted.find(ask.question).or(() -> waiting.find(ask.question));
    if (there.isEmpty()) {
      waiting.add(ask);
    }
    return there.orElse(ask);
  }

  /** What waits is hinted at. */
  void hurry(Question question) {
    waiting
        .remove(question)
        .ifPresent(
            ask -> {
              ask.hinted = true;
              hinted.add(ask);
            });
  }

  /** Takes the next one out: what was hinted at, but not so often that all else would wait. */
  Ask next() {
    afterHinted = !hinted.all.isEmpty() && (waiting.all.isEmpty() || !afterHinted);
    return (afterHinted ? hinted : waiting).next();
  }

  /** Puts one back to the front; whoever asked the same meanwhile waits with it. */
  void back(Ask ask) {
    hinted
        .remove(ask.question)
        .or(() -> waiting.remove(ask.question))
        .ifPresent(
            same -> {
              ask.who.addAll(same.who);
              ask.hinted |= same.hinted;
            });
    (ask.hinted ? hinted : waiting).putFirst(ask);
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
