package dev.weir.importing.schedule;

import dev.weir.importing.schedule.TagCheck.Outcome;
import dev.weir.importing.schedule.Watched.Step;
import dev.weir.importing.schedule.pace.Pauses;
import dev.weir.reference.StreamName;
import dev.weir.remote.budget.Account;
import dev.weir.streams.StreamId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * All scheduled tags and when each is looked at next. Everything here, and what its entries hold,
 * is guarded by one lock, under which nothing is waited for.
 */
final class Timetable {
  /** What is due so soon is looked at together. */
  private static final long TOGETHER = Duration.ofMillis(10).toNanos();

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final DueQueue queue = new DueQueue();
  private final WatchedStreams streams = new WatchedStreams();
  private final CheckCounts counts = new CheckCounts();
  private final Repositories repositories = new Repositories();
  private final CheckSettings settings;
  private final Times times;

  /** Repositories that had many tags and have few. */
  private final List<Repository> fewer = new ArrayList<>();

  Timetable(CheckSettings settings, Times times) {
    this.settings = settings;
    this.times = times;
  }

  /** A scheduled tag and whom its registry takes us for. */
  record Found(ScheduledTag tag, Account account) {
    Repository.Key repository() {
      return new Repository.Key(account, tag.repository());
    }
  }

  /** Does something that nobody else sees half done. */
  <T> T alone(Supplier<T> work) {
    lock.lock();
    try {
      return work.get();
    } finally {
      lock.unlock();
    }
  }

  /** As above, of what has no result. */
  void run(Runnable work) {
    var _ =
        alone(
            () -> {
              work.run();
              return true;
            });
  }

  boolean isEmpty() {
    return alone(streams::isEmpty);
  }

  /** A stream as it is now. */
  void update(StreamId stream, List<Found> now) {
    run(
        () -> {
          Map<String, Watched> before = new HashMap<>();
          streams.remove(stream.name()).forEach(tag -> before.put(tag.tag, tag));
          List<Watched> after = new ArrayList<>(now.size());
          List<Watched> fresh = new ArrayList<>();
          for (Found found : now) {
            Watched old = before.get(found.tag().tag());
            if (old != null && old.stream.equals(stream) && old.is(found.tag())) {
              before.remove(old.tag);
              changed(old, found);
              after.add(old);
            } else {
              Watched added = added(stream, found);
              after.add(added);
              fresh.add(added);
            }
          }
          fresh.forEach(this::begin);
          before.values().forEach(this::leave);
          streams.put(stream.name(), after);
          quicken();
          changed.signal();
        });
  }

  void remove(StreamName name) {
    run(
        () -> {
          streams.remove(name).forEach(this::leave);
          quicken();
        });
  }

  /** There are no other streams than these. */
  void retain(Set<StreamName> all) {
    alone(streams::names).stream().filter(name -> !all.contains(name)).forEach(this::remove);
  }

  private Watched added(StreamId stream, Found found) {
    Watched tag = new Watched(stream, found.tag(), repositories.of(found.repository()));
    repositories.join(tag);
    tag.learn(found.tag());
    tag.failures = found.tag().mayPass() ? 1 : 0;
    return tag;
  }

  private void begin(Watched tag) {
    tag.adjust(settings, times.now());
    tag.begun = times.nanos() - 1;
    plan(tag, tag.ahead(settings, times.now()));
  }

  /** Of a repository with few tags by now, none is slow any more. */
  private void quicken() {
    fewer.stream()
        .flatMap(repository -> repository.tags().stream())
        .filter(tag -> tag.slow && tag.step == Step.WAITS)
        .forEach(this::begin);
    fewer.clear();
  }

  private void changed(Watched tag, Found found) {
    move(tag, found.repository());
    tag.learn(found.tag());
    Duration before = tag.interval();
    tag.adjust(settings, times.now());
    boolean failedElsewhere = tag.failures == 0 && found.tag().mayPass();
    if (found.tag().failed().isEmpty()) {
      tag.failures = 0;
    }
    if (tag.step != Step.WAITS) {
      return;
    }
    tag.failures = failedElsewhere ? 1 : tag.failures;
    Duration grid = tag.ahead(settings, times.now());
    boolean sooner = times.nanos() + wait(tag, grid).toNanos() - tag.at < 0;
    if (!tag.interval().equals(before) || (failedElsewhere && sooner)) {
      plan(tag, grid);
    }
  }

  private void plan(Watched tag, Duration grid) {
    tag.step = Step.WAITS;
    tag.obstacle = null;
    tag.wanted = times.nanos() + wait(tag, grid).toNanos();
    queue.put(tag, tag.wanted);
    hinted(tag);
  }

  private static Duration wait(Watched tag, Duration grid) {
    return tag.failures == 0 ? grid : Pauses.after(tag.failures, tag.interval(), grid);
  }

  /** Its registry takes us for somebody else now, if it does. */
  void move(Watched tag, Repository.Key key) {
    if (!tag.repository.key.equals(key)) {
      repositories.part(tag);
      tag.repository = repositories.of(key);
      repositories.join(tag);
    }
  }

  private void leave(Watched tag) {
    tag.gone = true;
    queue.remove(tag);
    boolean large = tag.repository.isLarge();
    repositories.part(tag);
    if (large && !tag.repository.isLarge()) {
      fewer.add(tag.repository);
    }
  }

  /** Takes out what is due. */
  List<Due> due() {
    return alone(
        () -> {
          long now = times.nanos();
          List<Due> all = new ArrayList<>();
          while (queue.first().filter(first -> first.at - now <= TOGETHER).isPresent()) {
            Due first = queue.first().get();
            queue.remove(first);
            if (first instanceof Watched tag) {
              tag.step = Step.QUEUED;
            }
            all.add(first);
          }
          return all;
        });
  }

  /** Waits until something is due. */
  void await() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      Optional<Due> first = queue.first();
      long left = first.map(due -> due.at - times.nanos()).orElse(Long.MAX_VALUE);
      if (left > 0) {
        times.waiting().until(changed, left);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Something that is no tag is due then. */
  void wake(Due due, long at) {
    queue.put(due, at);
    changed.signal();
  }

  /** What came of the looks so far. */
  CheckCounts counts() {
    return counts;
  }

  /** A tag was looked at. */
  void looked(Watched tag, Outcome outcome, String message, boolean mayPass) {
    Instant now = times.now();
    tag.last(now, outcome, message);
    counts.looked(outcome);
    tag.failures = outcome == Outcome.FAILED && mayPass ? tag.failures + 1 : 0;
    next(tag);
  }

  /** A tag is to be looked at when it usually is. */
  void next(Watched tag) {
    if (tag.gone) {
      return;
    }
    tag.adjust(settings, times.now());
    plan(tag, tag.grid(tag.interval()).afterLook(times.now()));
    changed.signal();
  }

  /** A tag could not be looked at to the end, for a reason that is not its own. */
  void defer(Watched tag, String why, Duration pause) {
    if (tag.gone) {
      return;
    }
    tag.step = Step.WAITS;
    tag.obstacle = why;
    Duration bounded = pause.compareTo(tag.interval()) < 0 ? pause : tag.interval();
    queue.put(tag, times.nanos() + bounded.toNanos());
    changed.signal();
  }

  /** A tag may have moved. */
  void hint(Watched tag) {
    long now = times.nanos();
    if (tag.hints == null) {
      tag.hints = new HintedLooks(now);
    } else {
      tag.hints.hint(now);
    }
    if (tag.step == Step.WAITS) {
      hinted(tag);
      changed.signal();
    }
  }

  /** Looks at a tag that waits sooner, if somebody hinted at it. */
  private void hinted(Watched tag) {
    if (tag.hints == null) {
      return;
    }
    OptionalLong next = tag.hints.after(tag.begun);
    if (next.isPresent() && next.getAsLong() - tag.at < 0) {
      long at = next.getAsLong();
      tag.wanted = at - tag.wanted < 0 ? at : tag.wanted;
      queue.put(tag, at);
    }
  }

  /** Does something with each tag of a namespace, of all if it is empty, by stream and tag. */
  void forEach(String namespace, Consumer<Watched> work) {
    run(() -> streams.tags(namespace).forEach(work));
  }
}
