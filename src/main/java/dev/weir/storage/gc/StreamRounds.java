package dev.weir.storage.gc;

import dev.weir.failure.Reason;
import dev.weir.reference.StreamName;
import dev.weir.store.Entry;
import dev.weir.store.Page;
import dev.weir.store.RangeQuery;
import dev.weir.store.Store;
import dev.weir.store.Transaction;
import dev.weir.streams.StreamKeys;
import dev.weir.streams.linked.DueLooks;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at streams of which something may have become loose, and at a share of all others, so that
 * each is looked at once a day. One that cannot be looked at keeps everything.
 */
final class StreamRounds {
  private static final Logger LOG = LoggerFactory.getLogger(StreamRounds.class);
  private static final Duration DAY = Duration.ofDays(1);
  private static final Duration LONGEST_BREAK = Duration.ofMinutes(5);
  private static final int MOST_AT_ONCE = 256;
  private static final int MOST_FAILING = 10_000;

  private final Store store;
  private final Holders holders;
  private final List<StreamLook> looks;
  private final InstantSource clock;
  private final InstantSource steady;
  private final Duration round;
  private final Map<StreamName, Next> next = new HashMap<>();
  private final Set<StreamName> woken = ConcurrentHashMap.newKeySet();
  private final Map<StreamName, String> failing = new ConcurrentHashMap<>();
  private String cursor = "";
  private Instant lastShare;

  /**
   * What was found at the last look.
   *
   * @param revision of the key that asked for it; 0 if none did
   * @param at when to look again, by the steady clock
   */
  private record Next(long revision, Instant at) {}

  /**
   * Of a store.
   *
   * @param looks in their order
   * @param clock by which looks say when something is due
   * @param round how often streams are looked at
   */
  StreamRounds(
      Store store,
      Holders holders,
      List<StreamLook> looks,
      InstantSource clock,
      InstantSource steady,
      Duration round) {
    this.store = store;
    this.holders = holders;
    this.looks = List.copyOf(looks);
    this.clock = clock;
    this.steady = steady;
    this.round = round;
    this.lastShare = steady.instant();
  }

  /** Has what waits in a stream looked at in the next round. */
  void wake(StreamName stream) {
    woken.add(stream);
  }

  /** What was to be looked at later, and changed since: something else may be loose there now. */
  private void wakeTouched() {
    holders.takeTouched().forEach(next::remove);
    for (StreamName stream : Set.copyOf(woken)) {
      woken.remove(stream);
      next.remove(stream);
    }
  }

  /** Looks at what is due; true if there is more than that. */
  boolean run() {
    wakeTouched();
    Map<StreamName, Long> asked = holders.due();
    Set<StreamName> due = new TreeSet<>(Comparator.comparing(StreamName::toString));
    Instant now = steady.instant();
    asked.forEach(
        (stream, revision) -> {
          Next known = next.get(stream);
          if (known == null || known.revision() != revision || !known.at().isAfter(now)) {
            due.add(stream);
          }
        });
    next.entrySet()
        .removeIf(one -> one.getValue().revision() > 0 && !asked.containsKey(one.getKey()));
    next.forEach(
        (stream, known) -> {
          if (known.revision() == 0 && !known.at().isAfter(now)) {
            due.add(stream);
          }
        });
    due.addAll(share(now));
    failing.keySet().retainAll(both(due, next.keySet()));
    int left = MOST_AT_ONCE;
    for (StreamName stream : due) {
      if (left-- == 0) {
        return true;
      }
      look(stream, asked.getOrDefault(stream, 0L));
      Thread.yield();
    }
    return false;
  }

  private static Set<StreamName> both(Set<StreamName> one, Set<StreamName> other) {
    Set<StreamName> all = new HashSet<>(one);
    all.addAll(other);
    return all;
  }

  /** Streams that nobody asks for, so many that a day goes round. */
  private Set<StreamName> share(Instant now) {
    long all = holders.streams();
    long some = all * Duration.between(lastShare, now).toMillis() / DAY.toMillis();
    Set<StreamName> share = new HashSet<>();
    if (some > 0) {
      lastShare = now;
      int most = (int) Math.min(some, MOST_AT_ONCE / 2);
      Page page = store.range(RangeQuery.some(HolderIndex.STREAMS, cursor, most));
      for (Entry entry : page.entries()) {
        share.add(StreamName.parse(entry.key().substring(HolderIndex.STREAMS.length())));
        cursor = entry.key();
      }
      if (!page.more()) {
        cursor = "";
      }
    }
    return share;
  }

  private void look(StreamName stream, long asked) {
    long revision = store.get(StreamKeys.stream(stream)).map(Entry::modRevision).orElse(0L);
    try {
      Optional<Instant> again = Optional.empty();
      for (StreamLook look : looks) {
        Optional<Instant> then = look.look(stream);
        again = earlier(again, then);
      }
      failing.remove(stream);
      if (again.isPresent()) {
        next.put(stream, new Next(asked, steadily(again.get())));
      } else {
        settle(stream, asked, revision);
      }
    } catch (RuntimeException e) {
      if (Thread.currentThread().isInterrupted()) { // the server ends
        throw e;
      }
      failed(stream, asked, Reason.of(e), e);
    } catch (VirtualMachineError
        | LinkageError e) { // one that is too large must not end the looks at all others
      failed(stream, asked, Reason.of(e), e);
    }
  }

  /** It need not be looked at, unless something was written to it since. */
  private void settle(StreamName stream, long asked, long revision) {
    next.remove(stream);
    if (asked > 0) {
      String key = DueLooks.STREAMS + stream;
      var _ =
          store.commit(
              Transaction.builder()
                  .ifAt(key, asked)
                  .ifAt(StreamKeys.stream(stream), revision)
                  .delete(key)
                  .build());
    }
  }

  private void failed(StreamName stream, long asked, String reason, Throwable why) {
    if (failing.size() < MOST_FAILING && !reason.equals(failing.put(stream, reason))) {
      LOG.warn("nothing of {} is collected until it can be looked at: {}", stream, reason);
      LOG.debug("{} cannot be looked at", stream, why);
    }
    Duration pause = round.multipliedBy(4);
    next.put(
        stream,
        new Next(
            asked,
            steady.instant().plus(pause.compareTo(LONGEST_BREAK) < 0 ? pause : LONGEST_BREAK)));
  }

  private static Optional<Instant> earlier(Optional<Instant> one, Optional<Instant> other) {
    return one.isEmpty() || (other.isPresent() && other.get().isBefore(one.get())) ? other : one;
  }

  private Instant steadily(Instant at) {
    Duration until = Duration.between(clock.instant(), at);
    Duration bounded = until.compareTo(DAY) > 0 ? DAY : until;
    return steady.instant().plus(bounded.isNegative() ? Duration.ZERO : bounded);
  }

  /** When the next one is due, by the steady clock. */
  Optional<Instant> nextDue() {
    return next.values().stream().map(Next::at).min(Instant::compareTo);
  }

  /** Streams that cannot be looked at, and why. */
  Map<StreamName, String> failing() {
    return Map.copyOf(failing);
  }
}
