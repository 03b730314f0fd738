package dev.weir.storage.gc;

import dev.weir.blob.BlobStore;
import dev.weir.blob.PushLeases;
import dev.weir.failure.FileProblem;
import dev.weir.failure.Reason;
import dev.weir.reference.Digest;
import dev.weir.store.Store;
import dev.weir.streams.parts.Composition;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The loop that lets go what nothing holds. Safe for threads. */
public final class Collector implements Runnable, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Collector.class);
  private static final Duration LONGEST_ROUND = Duration.ofSeconds(30);
  private static final Duration SHORTEST_BREAK = Duration.ofMillis(250);
  private static final Duration AUDIT = Duration.ofDays(1);
  private static final Duration LEAST_AUDIT = Duration.ofSeconds(30);

  /** What becomes loose as something is marked is marked in the same round, at that depth. */
  private static final int DEPTH = 16;

  private final Parts parts;
  private final Ages ages;
  private final Duration round;
  private final Holding holding = new Holding();
  private final Freed freed = new Freed();
  private final Holders holders;
  private final DigestSweep sweep;
  private final StreamRounds streams;
  private final LooseQueue leased = new LooseQueue();
  private final Semaphore wake = new Semaphore(0);
  private final ReentrantLock working = new ReentrantLock();
  private final Instant started;
  private volatile Progress progress = Progress.NONE;
  private volatile boolean running;

  // guarded by the lock of who works
  private final Map<Digest, Instant> postponed = new HashMap<>();
  private final Map<Digest, Long> sizes = new HashMap<>();
  private Optional<Instant> audited = Optional.empty();
  private boolean auditWanted;
  private String told = "";

  /**
   * What it works with.
   *
   * @param blobs the bytes that were pushed
   * @param leases what those who push were told of
   * @param users what workloads use
   * @param manifests what a manifest is made of by its own bytes; empty if they are not here,
   *     throws if they cannot be read
   * @param looks what is done with streams, in this order
   * @param gone is told of each digest that went
   * @param clock of the wall
   * @param steady never goes back; the clock of the blobs and the leases
   * @param grace how long what nothing holds stays
   */
  public record Parts(
      Store store,
      BlobStore blobs,
      PushLeases leases,
      Users users,
      Function<Digest, Optional<Composition>> manifests,
      List<StreamLook> looks,
      Consumer<Digest> gone,
      InstantSource clock,
      InstantSource steady,
      Duration grace) {
    public Parts {
      looks = List.copyOf(looks);
    }
  }

  /** How the last round found things. */
  private record Progress(
      long digests,
      long bytes,
      long streams,
      long overdue,
      List<String> troubles,
      Optional<Instant> at,
      Optional<String> waiting) {
    static final Progress NONE =
        new Progress(0, 0, 0, 0, List.of(), Optional.empty(), Optional.empty());
  }

  /** A collector that does nothing before it runs. */
  public Collector(Parts parts) {
    this.parts = parts;
    this.ages = new Ages(parts.clock(), parts.steady(), parts.grace());
    Duration half = parts.grace().dividedBy(2);
    this.round = half.compareTo(LONGEST_ROUND) < 0 ? half : LONGEST_ROUND;
    this.holders = new Holders(parts.store(), parts.steady());
    this.sweep =
        new DigestSweep(
            parts.store(),
            parts.blobs(),
            parts.leases(),
            holders,
            holding,
            ages,
            parts.manifests(),
            parts.gone(),
            freed);
    this.streams =
        new StreamRounds(
            parts.store(), holders, parts.looks(), parts.clock(), parts.steady(), round);
    this.started = parts.clock().instant();
  }

  /** Runs until the thread is interrupted. */
  @Override
  public void run() {
    Duration pause = round;
    while (!Thread.currentThread().isInterrupted()) {
      try {
        boolean _ = wake.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS);
        int _ = wake.drainPermits();
        boolean more = round();
        Thread.sleep(SHORTEST_BREAK);
        pause = more ? Duration.ZERO : untilNext();
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** No longer than a round, and no longer than until something is due. */
  private Duration untilNext() {
    Instant now = parts.steady().instant();
    Optional<Instant> due = streams.nextDue();
    Duration until = due.map(at -> Duration.between(now, at)).orElse(round);
    for (Marked mark : holders.marks()) {
      Duration left = Duration.between(now, mark.seen().plus(parts.grace()));
      if (!left.isNegative() && left.compareTo(until) < 0) {
        until = left;
      }
    }
    if (until.isNegative()) {
      return Duration.ZERO;
    }
    return until.compareTo(round) < 0 ? until : round;
  }

  /**
   * Does what is due. One works at a time; who comes meanwhile waits and does the rest.
   *
   * @return true if there is more to do
   */
  boolean round() {
    working.lock();
    running = true;
    List<String> troubles = new ArrayList<>();
    try {
      return work(troubles);
    } catch (IOException e) {
      troubles.add(FileProblem.named(e));
      return false;
    } catch (RuntimeException e) {
      if (!Thread.currentThread().isInterrupted()) { // the server ends
        troubles.add(Reason.of(e));
        LOG.debug("collection failed", e);
      }
      return false;
    } finally {
      running = false;
      tell(troubles);
      working.unlock();
    }
  }

  private boolean work(List<String> troubles) throws IOException {
    consider(leased.take(parts.steady().instant()));
    markLoose();
    if (isAuditDue()) {
      audit();
    }
    boolean more = streams.run();
    markLoose();
    Removed removed = remove();
    removed.waiting().ifPresent(troubles::add);
    measure(removed);
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
  private void consider(List<Digest> loose) {
    List<Digest> free = new ArrayList<>();
    for (Digest digest : loose) {
      Optional<Instant> until = parts.leases().until(digest);
      if (until.isEmpty()) {
        free.add(digest);
      } else if (sweep.isThere(digest) && !leased.add(digest, until.get())) {
        auditWanted = true;
      }
    }
    sweep.mark(holders.looseImages(free));
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
    holders.eachImage(this::considerSome);
    List<Digest> some = new ArrayList<>();
    parts
        .blobs()
        .each(
            digest -> {
              some.add(digest);
              if (some.size() >= 1000) {
                considerSome(some);
                some.clear();
                Thread.yield();
              }
            });
    considerSome(some);
    audited = Optional.of(parts.steady().instant());
  }

  private void considerSome(List<Digest> some) {
    consider(holders.looseImages(some));
  }

  /**
   * What became of the marks that are old enough.
   *
   * @param left those that did not go
   * @param inUse what workloads use, as far as that was asked
   */
  private record Removed(List<Marked> left, Set<Digest> inUse, Optional<String> waiting) {}

  private Removed remove() throws IOException {
    Instant now = parts.steady().instant();
    postponed.values().removeIf(until -> !until.isAfter(now));
    List<Marked> old =
        holders.marks().stream()
            .filter(ages::isOver)
            .filter(mark -> !postponed.containsKey(mark.digest()))
            .toList();
    if (old.isEmpty()) {
      return new Removed(List.of(), Set.of(), held());
    }
    if (held().isPresent()) {
      return new Removed(old, Set.of(), held());
    }
    Set<Digest> inUse;
    try {
      inUse = parts.users().inUse().get();
    } catch (RuntimeException e) {
      String why = "what workloads use cannot be told: " + Reason.of(e);
      return new Removed(old, Set.of(), Optional.of(why));
    }
    List<Marked> left = sweep.remove(old, inUse);
    for (Marked mark : left) {
      postponed.put(mark.digest(), now.plus(round));
    }
    return new Removed(left, inUse, held());
  }

  private Optional<String> held() {
    List<String> reasons = holding.reasons();
    return reasons.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", reasons));
  }

  private void measure(Removed removed) {
    List<Marked> marks = holders.marks();
    Map<Digest, Long> before = Map.copyOf(sizes);
    sizes.clear();
    long bytes = 0;
    for (Marked mark : marks) {
      Digest digest = mark.digest();
      long size =
          Optional.ofNullable(before.get(digest))
              .orElseGet(() -> parts.blobs().size(digest).orElse(0L));
      sizes.put(digest, size);
      bytes += size;
    }
    Instant late = parts.steady().instant().minus(parts.grace()).minus(round.multipliedBy(2));
    long overdue =
        removed.left().stream()
            .filter(mark -> mark.seen().isBefore(late))
            .filter(mark -> !removed.inUse().contains(mark.digest()))
            .filter(mark -> !parts.leases().isOpen(mark.digest()))
            .count();
    progress =
        new Progress(
            marks.size(),
            bytes,
            holders.due().size(),
            overdue,
            List.of(),
            Optional.of(parts.clock().instant()),
            removed.waiting());
  }

  private void tell(List<String> troubles) {
    String all = String.join("; ", troubles);
    if (!all.isEmpty() && !all.equals(told)) {
      LOG.warn("nothing is removed for now: {}", all);
    }
    told = all;
    Progress last = progress;
    progress =
        new Progress(
            last.digests(),
            last.bytes(),
            last.streams(),
            last.overdue(),
            troubles,
            last.at(),
            last.waiting());
  }

  public Status status() {
    Progress last = progress;
    Map<?, String> failing = streams.failing();
    List<String> troubles = new ArrayList<>(last.troubles());
    failing.forEach((stream, why) -> troubles.add(stream + ": " + why));
    return new Status(
        started,
        running,
        last.digests(),
        last.bytes(),
        last.streams(),
        last.overdue(),
        failing.size(),
        troubles,
        last.at(),
        freed.bytes.get(),
        freed.blobs.get(),
        freed.images.get(),
        last.at().isPresent() ? holders.linksGone() : 0,
        held().or(last::waiting));
  }

  /** Lets the next round begin now. Returns at once. */
  public void soon() {
    wake.release();
  }

  /** Lets a digest be looked at in the next round, whether something became of it or not. */
  public void enqueue(Digest digest) {
    holders.look(digest);
    soon();
  }

  /** That nothing holds the digest; empty if something does, or nobody has looked yet. */
  public Optional<Mark> mark(Digest digest) {
    return holders
        .mark(digest)
        .filter(_ -> holders.isLoose(digest))
        .map(mark -> new Mark(mark.since(), ages.due(mark)));
  }

  /**
   * No bytes are removed until the hold is closed; what is being removed is gone on return.
   *
   * @param why for people, such as {@code a backup}
   */
  public Hold pause(String why) {
    return holding.take(why);
  }

  /** What is to go, soonest first. */
  public List<Candidate> pending(int most) {
    return holders.marks().stream()
        .sorted(Comparator.comparing(ages::due))
        .limit(most)
        .map(this::candidate)
        .toList();
  }

  private Candidate candidate(Marked mark) {
    Digest digest = mark.digest();
    Optional<Long> size = parts.blobs().size(digest);
    boolean isImage = parts.store().get(Holders.IMAGES + digest).isPresent();
    String kind = isImage ? (size.isPresent() ? "manifest" : "image") : "blob";
    String why =
        isImage
            ? "no stream's history, link, list or workload names it"
            : "no repository, image or upload has it";
    return new Candidate(digest, size.orElse(0L), kind, why, ages.due(mark));
  }

  @Override
  public void close() {
    holders.close();
  }
}
