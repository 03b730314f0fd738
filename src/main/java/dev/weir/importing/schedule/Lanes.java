package dev.weir.importing.schedule;

import dev.weir.failure.Reason;
import dev.weir.importing.schedule.Question.Ask;
import dev.weir.importing.schedule.TagCheck.Outcome;
import dev.weir.importing.schedule.Watched.Step;
import dev.weir.importing.schedule.pace.CheckRate;
import dev.weir.reference.Digest;
import dev.weir.remote.RemoteException;
import dev.weir.remote.budget.Account;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at what is due, each account in a lane of its own: one that does not answer, or wants to be
 * left alone, makes nobody else wait. Guarded by the {@link Timetable}.
 */
final class Lanes {
  private static final Logger LOG = LoggerFactory.getLogger(Lanes.class);
  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofMinutes(1);

  /** Who refuses to tell a digest may give the manifest some time: so many seconds later. */
  private static final int TRIED = (int) Duration.ofHours(1).toSeconds();

  private static final Look.End BROKEN =
      new Look.End.Deferred(
          "the server could not store what it found; its log says why", Duration.ofMinutes(1));

  private final Timetable timetable;
  private final Look look;
  private final CheckRate rate;
  private final Times times;
  private final Executor threads;
  private final Map<Account, Lane> lanes = new HashMap<>();

  /** To which something was added. */
  private final Set<Lane> ready = new HashSet<>();

  private boolean stopped;

  Lanes(Timetable timetable, Look look, CheckRate rate, Times times, Executor threads) {
    this.timetable = timetable;
    this.look = look;
    this.rate = rate;
    this.times = times;
    this.threads = threads;
  }

  /** Puts a tag behind what waits for the same account; asks that are the same become one. */
  void add(Watched tag, Ask ask) {
    if (tag.gone) {
      return;
    }
    Account account = ask.question.account();
    timetable.move(tag, new Repository.Key(account, ask.question.repository()));
    Lane lane = lanes.computeIfAbsent(account, Lane::new);
    Ask added = lane.add(ask);
    added.who.add(tag);
    tag.ask = added;
    hurry(tag);
    ready.add(lane);
  }

  /** Lets a queued tag be looked at before others, if somebody hinted at it. */
  void hurry(Watched tag) {
    Ask ask = tag.ask;
    Lane lane = ask == null ? null : lanes.get(ask.question.account());
    if (ask != null && lane != null && tag.isHinted(times.nanos())) {
      lane.hurry(ask.question);
    }
  }

  /** Begins what came together, now that all of it is here. */
  void start() {
    ready.forEach(this::start);
    ready.clear();
  }

  /** Begins nothing any more. */
  void stop() {
    stopped = true;
  }

  /** The hold of a lane is over, unless another one has begun. */
  void wake(Lane lane) {
    if (!lane.isQueued()) {
      lane.held = false;
      ready.add(lane);
    }
  }

  private void start(Lane lane) {
    while (!stopped && lane.mayStart()) {
      Ask ask = lane.next();
      ask.who.removeIf(tag -> tag.gone);
      if (ask.who.isEmpty()) {
        continue;
      }
      long wait = ask.placed ? 0 : rate.take(times.nanos());
      ask.placed = true;
      if (wait > 0) {
        lane.back(ask);
        lane.hold("--checks-per-minute lets no more tags be looked at now");
        timetable.wake(lane, times.nanos() + wait);
        return;
      }
      lane.running++;
      ask.who.forEach(tag -> tag.looks(times.nanos()));
      threads.execute(() -> run(lane, ask));
    }
    if (lane.isIdle()) {
      lanes.remove(lane.account, lane);
    }
  }

  /** Of its own thread. */
  private void run(Lane lane, Ask ask) {
    Deque<Watched> open = new ArrayDeque<>(ask.who);
    try {
      look(lane, ask, open);
    } finally {
      timetable.run(
          () -> {
            open.forEach(tag -> ended(tag, BROKEN));
            over(lane);
          });
    }
  }

  /**
   * Looks.
   *
   * @param open tags of which nothing is decided yet
   */
  private void look(Lane lane, Ask ask, Deque<Watched> open) {
    Look.Head head = look.head(ask);
    if (head instanceof Look.Head.Held(String why, Duration pause)) {
      open.clear();
      timetable.run(() -> held(lane, ask, why, pause));
      return;
    }
    timetable.run(() -> lane.most = Lane.AT_ONCE);
    timetable.counts().asked();
    long answer = number(head, ask.question);
    while (!open.isEmpty()) {
      settle(open.removeFirst(), head, answer);
    }
  }

  /**
   * A number for what a registry said, 0 if that settles nothing. Another failure is another
   * answer, and each is another one after a while.
   */
  private long number(Look.Head head, Question question) {
    return switch (head) {
      case Look.Head.Told(_, Digest digest) -> Watched.number(digest);
      case Look.Head.Refused(RemoteException cause) ->
          Watched.number(
              cause.kind() + " " + cause.getMessage(),
              (times.now().getEpochSecond() + Math.floorMod(question.hashCode(), TRIED)) / TRIED);
      case Look.Head.Untold _, Look.Head.Held _ -> 0;
    };
  }

  /** What is as it was when it was last settled needs no look at the stream. */
  private void settle(Watched tag, Look.Head head, long answer) {
    boolean mayPass = head instanceof Look.Head.Refused(RemoteException cause) && cause.mayPass();
    Optional<Look.End> same =
        timetable.alone(
            () -> answer == 0 || tag.known != answer ? Optional.empty() : again(tag, mayPass));
    long state = timetable.alone(() -> tag.state);
    Look.End end = BROKEN;
    try {
      end = same.orElseGet(() -> look.settle(tag, head));
    } catch (RuntimeException e) {
      if (!Thread.currentThread().isInterrupted()) {
        LOG.warn("looking at {}:{} failed: {}", tag.stream.name(), tag.tag, Reason.of(e));
      }
      LOG.debug("looking at {}:{} failed", tag.stream.name(), tag.tag, e);
    } finally {
      Look.End last = end;
      timetable.run(() -> settled(tag, last, state, answer));
    }
  }

  /** What came of it last time, when it was settled. */
  private static Optional<Look.End> again(Watched tag, boolean mayPass) {
    return tag.last()
        .map(
            last ->
                last.outcome() == Outcome.FAILED
                    ? new Look.End.Seen(Outcome.FAILED, last.message(), mayPass)
                    : new Look.End.Seen(Outcome.UNCHANGED, "", false))
        .map(Look.End.Seen::lasting);
  }

  private void settled(Watched tag, Look.End end, long state, long answer) {
    boolean lasts = end instanceof Look.End.Seen seen && seen.lasts();
    tag.known = lasts && tag.state == state ? answer : 0;
    ended(tag, end);
  }

  private void ended(Watched tag, Look.End end) {
    switch (end) {
      case Look.End.Seen(var outcome, var message, var mayPass, _) ->
          timetable.looked(tag, outcome, message, mayPass);
      case Look.End.Deferred(String why, Duration pause) -> timetable.defer(tag, why, pause);
      case Look.End.Left _ -> timetable.next(tag);
    }
  }

  private void over(Lane lane) {
    lane.running--;
    start(lane);
  }

  /** Back to where it was; whoever asked the same meanwhile waits with it. */
  private void held(Lane lane, Ask ask, String why, Duration pause) {
    lane.back(ask);
    ask.who.forEach(
        tag -> {
          tag.step = Step.QUEUED;
          tag.ask = ask;
        });
    lane.most = 1;
    lane.hold(why);
    timetable.wake(lane, times.nanos() + bounded(pause).toNanos());
  }

  /** What is known of an account may change before its time is over, so that it is asked again. */
  private static Duration bounded(Duration pause) {
    if (pause.compareTo(SHORTEST) < 0) {
      return SHORTEST;
    }
    return pause.compareTo(LONGEST) > 0 ? LONGEST : pause;
  }

  /** Why what waits for an account is not looked at now. */
  String why(Account account) {
    Lane lane = lanes.get(account);
    if (lane == null) {
      return "it is going to be looked at";
    }
    return lane.held
        ? lane.why
        : "%d looks at %s wait before it".formatted(lane.waiting(), account.host());
  }
}
