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
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

  /** The index follows the store so often, or what it has not read might be forgotten. */
  private static final Duration FOLLOWING = Duration.ofSeconds(2);

  /** So long none may end well before somebody is told: ten of the longest. */
  private static final Duration LATE = LONGEST_ROUND.multipliedBy(10);

  private final Parts parts;
  private final Ages ages;
  private final Duration round;
  private final Holding holding = new Holding();
  private final Rounds.Freed freed = new Rounds.Freed();
  private final Holders holders;
  private final StreamRounds streams;
  private final DigestSweep sweep;
  private final Rounds rounds;
  private final Semaphore wake = new Semaphore(0);
  private final ReentrantLock working = new ReentrantLock();
  private final Instant started;
  private volatile Progress progress =
      new Progress(Rounds.Result.NONE, Optional.empty(), Optional.empty());
  private volatile boolean running;

  /** What was last logged to be in the way; guarded by the lock of who works. */
  private Optional<String> told = Optional.empty();

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

  /**
   * How things are.
   *
   * @param found by the last round that ended well
   * @param trouble of the last round
   * @param at when a round ended well
   */
  private record Progress(Rounds.Result found, Optional<String> trouble, Optional<Instant> at) {}

  /** A collector that does nothing before it runs. */
  public Collector(Parts parts) {
    this.parts = parts;
    this.ages = new Ages(parts.clock(), parts.steady(), parts.grace());
    Duration half = parts.grace().dividedBy(2);
    this.round = half.compareTo(LONGEST_ROUND) < 0 ? half : LONGEST_ROUND;
    this.holders = new Holders(parts.store(), parts.steady());
    this.streams =
        new StreamRounds(
            parts.store(), holders, parts.looks(), parts.clock(), parts.steady(), round);
    this.sweep = new DigestSweep(parts, holders, holding, ages, freed);
    this.rounds = new Rounds(parts, holders, sweep, streams, holding, ages, freed, round);
    this.started = parts.clock().instant();
  }

  /** Runs until the thread is interrupted. */
  @Override
  public void run() {
    Duration pause = round;
    while (!Thread.currentThread().isInterrupted()) {
      try {
        await(pause);
        boolean more = round();
        Thread.sleep(SHORTEST_BREAK);
        pause = more ? Duration.ZERO : untilNext();
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      } catch (RuntimeException e) {
        LOG.debug("the index of what holds what cannot follow", e); // the next round tells
        pause = round;
      } catch (VirtualMachineError | LinkageError e) {
        LOG.warn("collection goes on after a fault: {}", Reason.of(e));
        LOG.debug("collection goes on after a fault", e);
        pause = round;
      }
    }
  }

  /** Waits that long, or until somebody asks for a round. */
  private void await(Duration pause) throws InterruptedException {
    Duration left = pause;
    while (left.compareTo(FOLLOWING) > 0) {
      if (wake.tryAcquire(FOLLOWING.toMillis(), TimeUnit.MILLISECONDS)) {
        int _ = wake.drainPermits();
        return;
      }
      left = left.minus(FOLLOWING);
      if (progress.at().isPresent()) {
        holders.follow();
      }
    }
    boolean _ = wake.tryAcquire(left.toMillis(), TimeUnit.MILLISECONDS);
    int _ = wake.drainPermits();
  }

  /** No longer than a round, and no longer than until something is due. */
  private Duration untilNext() {
    Instant now = parts.steady().instant();
    Duration until = round;
    Optional<Instant> due = streams.nextDue();
    if (due.isPresent()) {
      until = shorter(until, Duration.between(now, due.get()));
    }
    for (Marked mark : holders.marks()) {
      Duration left = Duration.between(now, mark.seen().plus(parts.grace()));
      if (!left.isNegative()) { // what is older waits for something else
        until = shorter(until, left);
      }
    }
    return until.isNegative() ? Duration.ZERO : until;
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  /**
   * Does what is due. One works at a time; who comes meanwhile waits, and does what is left.
   *
   * @return true if there is more to do
   */
  boolean round() {
    working.lock();
    running = true;
    long bytes = freed.bytes.get();
    long before = freed.blobs.get() + freed.images.get();
    try {
      Rounds.Result found = rounds.run();
      progress = new Progress(found, Optional.empty(), Optional.of(parts.clock().instant()));
      tell(found.waiting());
      return found.more();
    } catch (IOException e) {
      failed(FileProblem.named(e));
      return false;
    } catch (RuntimeException e) {
      if (!Thread.currentThread().isInterrupted()) { // the server ends
        failed(Reason.of(e));
        LOG.debug("collection failed", e);
      }
      return false;
    } catch (VirtualMachineError | LinkageError e) {
      failed(Reason.of(e));
      LOG.debug("collection failed", e);
      return false;
    } finally {
      running = false;
      long gone = freed.blobs.get() + freed.images.get() - before;
      if (gone > 0) {
        LOG.info(
            "collected {} images and blobs that nothing held, {} bytes",
            gone,
            freed.bytes.get() - bytes);
      }
      working.unlock();
    }
  }

  private void failed(String why) {
    Progress last = progress;
    tell(Optional.of(why));
    progress = new Progress(last.found(), Optional.of(why), last.at());
  }

  private void tell(Optional<String> why) {
    Optional<String> known = told;
    told = why;
    why.filter(_ -> !why.equals(known))
        .ifPresent(w -> LOG.warn("nothing is collected for now, and it is tried again: {}", w));
  }

  /** That no round has ended well for long, and no other trouble says so. */
  private Optional<String> late(Progress last) {
    Instant since = last.at().orElse(started);
    return last.trouble().isEmpty() && since.plus(LATE).isBefore(parts.clock().instant())
        ? Optional.of("no round of collection has ended well since " + since)
        : Optional.empty();
  }

  /** How it is doing. */
  public Status status() {
    Progress last = progress;
    Map<?, String> failing = streams.failing();
    List<String> troubles = new ArrayList<>();
    last.trouble().ifPresent(troubles::add);
    last.found().waiting().ifPresent(troubles::add);
    failing.forEach((stream, why) -> troubles.add(stream + ": " + why));
    sweep.stuck().forEach((digest, why) -> troubles.add(digest + " cannot be removed: " + why));
    late(last).ifPresent(troubles::add);
    return new Status(
        started,
        running,
        last.found().digests(),
        last.found().bytes(),
        last.found().streams(),
        last.found().overdue(),
        failing.size() + sweep.unread().size() + sweep.stuck().size(),
        troubles,
        last.at(),
        freed.bytes.get(),
        freed.blobs.get(),
        freed.images.get(),
        last.at().isPresent() ? holders.linksGone() : 0,
        holding.why().or(() -> last.found().waiting()));
  }

  /** Lets the next round begin now. Returns at once. */
  public void soon() {
    wake.release();
  }

  /**
   * Has a digest looked at in the next round, which is soon: it is marked if nothing holds it but a
   * lease, so that it can go as soon as that ends.
   */
  public void enqueue(Digest digest) {
    rounds.ask(digest);
    soon();
  }

  /** How many digests the next round was asked for. */
  int asked() {
    return rounds.asked();
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
    boolean isImage = parts.store().get(HolderIndex.IMAGES + digest).isPresent();
    String kind = isImage ? (size.isPresent() ? "manifest" : "image") : "blob";
    String why =
        isImage
            ? "no stream, repository, list or workload names it"
            : "no repository has it, and no image is made of it";
    return new Candidate(digest, size.orElse(0L), kind, why, ages.due(mark));
  }

  @Override
  public void close() {
    holders.close();
  }
}
