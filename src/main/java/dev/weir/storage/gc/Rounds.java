package dev.weir.storage.gc;

import dev.weir.failure.Reason;
import dev.weir.reference.Digest;
import dev.weir.store.StoreException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What a round of the collector does: marks what became loose, looks at streams, and removes what
 * was marked long enough. One thread at a time does a round.
 */
final class Rounds {
  private static final Duration AUDIT = Duration.ofDays(1);
  private static final Duration LEAST_AUDIT = Duration.ofSeconds(30);
  private static final int AUDITED_AT_ONCE = 1000;

  /** What becomes loose as something is marked is marked in the same round, to that depth. */
  private static final int DEPTH = 16;

  private final Collector.Parts parts;
  private final Holders holders;
  private final DigestSweep sweep;
  private final StreamRounds streams;
  private final DeletedImages deleted;
  private final OtherwiseNamed otherwise;
  private final Holding holding;
  private final Ages ages;
  private final Duration round;
  private final LooseQueue leased = new LooseQueue();
  private final Map<Digest, Instant> postponed = new HashMap<>();
  private final Map<Digest, Long> sizes = new HashMap<>();

  /** Digests that somebody asked for: they are marked although a lease holds them. */
  private final Set<Digest> asked = ConcurrentHashMap.newKeySet();

  private Optional<Instant> audited = Optional.empty();
  private boolean auditWanted;

  /** What workloads used when that was told last. */
  private Set<Digest> used = Set.of();

  /**
   * Rounds of a collector.
   *
   * @param round how often they come
   */
  Rounds(
      Collector.Parts parts,
      Holders holders,
      DigestSweep sweep,
      StreamRounds streams,
      Holding holding,
      Ages ages,
      Freed freed,
      Duration round) {
    this.parts = parts;
    this.holders = holders;
    this.sweep = sweep;
    this.streams = streams;
    this.deleted = new DeletedImages(parts.store(), parts.clock());
    this.otherwise = new OtherwiseNamed(parts.store(), holders, holding, ages, freed);
    this.holding = holding;
    this.ages = ages;
    this.round = round;
  }

  /** What has gone since the start. */
  static final class Freed {
    final AtomicLong bytes = new AtomicLong();
    final AtomicLong blobs = new AtomicLong();
    final AtomicLong images = new AtomicLong();
  }

  /**
   * How a round left things.
   *
   * @param digests that are marked, and their bytes
   * @param streams that are to be looked at
   * @param overdue marks that should have gone
   * @param waiting what keeps all marks from going; empty if nothing does
   * @param more there is more to do at once
   */
  record Result(
      long digests,
      long bytes,
      long streams,
      long overdue,
      Optional<String> waiting,
      boolean more) {
    static final Result NONE = new Result(0, 0, 0, 0, Optional.empty(), false);
  }

  /** Has the next round mark a digest that nothing holds, whoever was told of it. */
  void ask(Digest digest) {
    parts.leases().repositories(digest).forEach(streams::wake);
    asked.add(digest);
    holders.look(digest);
  }

  /**
   * Does one. Where the store takes no marks, as when others filled its disk, what is marked
   * already is tried all the same: it makes room.
   */
  Result run() throws IOException {
    boolean more;
    try {
      more = marked();
    } catch (StoreException e) {
      auditWanted = true; // what was not marked now is found again by that
      Optional<String> _ = remove();
      throw e;
    }
    return measured(remove(), more);
  }

  /** How many digests the next round was asked for. */
  int asked() {
    return asked.size();
  }

  private boolean marked() throws IOException {
    Set<Digest> now = Set.copyOf(asked);
    consider(leased.take(parts.steady().instant()));
    markLoose();
    if (isAuditDue()) {
      audit();
    }
    deleted.follow(holders.withoutImage());
    boolean more = streams.run();
    otherwise.round();
    markLoose();
    asked.removeAll(now); // what is held for longer is marked like any other
    return more;
  }

  /** Marks what became loose, and what becomes so thereby. */
  private void markLoose() {
    List<Digest> loose = holders.takeLoose();
    for (int depth = 0; depth < DEPTH && !loose.isEmpty(); depth++) {
      consider(loose);
      loose = holders.takeLoose();
    }
    loose.forEach(holders::look);
    auditWanted |= holders.takeMissed();
  }

  /** What somebody was told of is marked later. */
  private void consider(Collection<Digest> loose) {
    List<Digest> free = new ArrayList<>();
    for (Digest digest : loose) {
      Optional<Instant> until = parts.leases().until(digest);
      if (asked.remove(digest) || until.isEmpty()) {
        free.add(digest);
      } else if (sweep.isThere(digest) && !leased.add(digest, until.get())) {
        auditWanted = true;
      }
    }
    sweep.mark(holders.unmarked(free));
  }

  private boolean isAuditDue() {
    Duration pause = parts.grace().compareTo(LEAST_AUDIT) < 0 ? LEAST_AUDIT : parts.grace();
    Instant now = parts.steady().instant();
    return audited.isEmpty()
        || audited.get().plus(AUDIT).isBefore(now)
        || (auditWanted && audited.get().plus(pause).isBefore(now));
  }

  /** Finds what became loose and left no trace, by a look at all Images and blobs. */
  private void audit() throws IOException {
    auditWanted = false;
    Pace pace = new Pace(parts.steady());
    holders.eachImage(
        images -> {
          consider(holders.unmarked(images));
          pace.rest();
        });
    List<Digest> some = new ArrayList<>();
    parts
        .blobs()
        .each(
            digest -> {
              some.add(digest);
              if (some.size() >= AUDITED_AT_ONCE) {
                consider(holders.unmarked(some));
                some.clear();
                pace.rest();
              }
            });
    consider(holders.unmarked(some));
    audited = Optional.of(parts.steady().instant());
  }

  /** Removes what is marked long enough; returns what keeps all of it from going. */
  private Optional<String> remove() throws IOException {
    Instant now = parts.steady().instant();
    postponed.values().removeIf(until -> !until.isAfter(now));
    List<Marked> old =
        holders.marks().stream()
            .filter(ages::isOver)
            .filter(mark -> !postponed.containsKey(mark.digest()))
            .toList();
    if (old.isEmpty()) {
      sweep.forgetUnread();
      return Optional.empty();
    }
    try {
      used = parts.users().inUse().get();
    } catch (RuntimeException e) {
      return Optional.of("what workloads use cannot be told: " + Reason.of(e));
    }
    if (holding.why().isPresent()) {
      sweep.forgetUnread();
      return Optional.empty();
    }
    List<Marked> left = sweep.remove(old, used);
    left.forEach(mark -> postponed.put(mark.digest(), now.plus(round)));
    return sweep.unread().isEmpty() ? Optional.empty() : Optional.of(unread(sweep.unread()));
  }

  private static String unread(Map<Digest, String> unread) {
    Map.Entry<Digest, String> one = unread.entrySet().iterator().next();
    String others = unread.size() == 1 ? "" : " (and %d others)".formatted(unread.size() - 1);
    return "what image %s is made of cannot be told: %s%s"
        .formatted(one.getKey(), one.getValue(), others);
  }

  private Result measured(Optional<String> waiting, boolean more) {
    List<Marked> marks = holders.marks();
    Map<Digest, Long> before = Map.copyOf(sizes);
    sizes.clear();
    for (Marked mark : marks) {
      Digest digest = mark.digest();
      sizes.put(
          digest,
          before.containsKey(digest) ? before.get(digest) : parts.blobs().size(digest).orElse(0L));
    }
    return new Result(
        marks.size(),
        sizes.values().stream().mapToLong(Long::longValue).sum(),
        holders.due().size(),
        overdue(marks),
        waiting,
        more);
  }

  /** What should have gone two rounds ago, also where something keeps all of it from going. */
  private long overdue(List<Marked> marks) {
    Instant late = parts.steady().instant().minus(parts.grace()).minus(round.multipliedBy(2));
    return marks.stream()
        .filter(mark -> mark.seen().isBefore(late))
        .filter(ages::isOver)
        .filter(mark -> !used.contains(mark.digest()))
        .filter(mark -> !holders.isHeld(mark.digest())) // by an Image that stays itself
        .filter(mark -> !parts.leases().isOpen(mark.digest()))
        .count();
  }

  /** Digests that nothing holds but a lease, in the order in which that ends. */
  private static final class LooseQueue {
    private static final int MOST = 65_536;

    private final PriorityQueue<Later> queue = new PriorityQueue<>(Comparator.comparing(Later::at));
    private final Map<Digest, Instant> queued = new HashMap<>();

    private record Later(Digest digest, Instant at) {}

    /** False if there is no room for it. */
    boolean add(Digest digest, Instant at) {
      Instant known = queued.get(digest);
      if (known == null && queued.size() >= MOST) {
        return false;
      }
      if (known == null || at.isBefore(known)) {
        queued.put(digest, at);
        queue.add(new Later(digest, at)); // an earlier one of it is passed over
      }
      return true;
    }

    /** Takes those whose time has come. */
    List<Digest> take(Instant now) {
      List<Digest> taken = new ArrayList<>();
      for (Later next = queue.peek();
          next != null && !next.at().isAfter(now);
          next = queue.peek()) {
        var _ = queue.remove();
        @Nullable Instant at = queued.get(next.digest());
        if (next.at().equals(at)) {
          queued.remove(next.digest());
          taken.add(next.digest());
        }
      }
      return taken;
    }
  }
}
