package dev.weir.pullthrough.mirror;

import dev.weir.blob.BlobStore;
import dev.weir.failure.FileProblem;
import dev.weir.failure.Reason;
import dev.weir.pullthrough.mirror.EvictionPlan.Bounds;
import dev.weir.pullthrough.mirror.EvictionPlan.Use;
import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the mirror within its bounds, by an {@link EvictionPlan}: looks whenever something came,
 * and every half minute. Keys go first, in one transaction where the store takes it, then the
 * bytes: what is left of a crash between is found at the next start. Nothing of it is done by those
 * who pull; a bound may be crossed until they have gone on.
 */
public final class MirrorBound implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(MirrorBound.class);
  private static final Duration ROUND = Duration.ofSeconds(30);

  /** Who was just given something comes for the rest of its image, or again after a break. */
  private static final Duration READ = Duration.ofMinutes(1);

  /** Until then it is no trouble that nothing may go. */
  private static final Duration LASTING = Duration.ofMinutes(5);

  private static final Duration SWEEP = Duration.ofHours(1);
  private static final double FULL = 0.8;

  private final Mirrors mirrors;
  private final BlobStore blobs;
  private final Sight sight;
  private final InstantSource clock;
  private final InstantSource steady;
  private final Instant opened;
  private final Semaphore come = new Semaphore(0);
  private final AtomicLong evicted = new AtomicLong();
  private volatile long over;
  private Instant nextPulls;

  /** Where nothing more may go, another look at all that is kept is worth little before that. */
  private Instant nextCut;

  private boolean toldBlind;
  private Optional<Instant> nextSweep = Optional.empty();
  private boolean toldFull;
  private Optional<Instant> overSince = Optional.empty();
  private boolean toldOver;

  /**
   * What it looks at.
   *
   * @param limit of the server, in bytes; empty for none
   * @param projects what projects say in {@link MirrorLimit#ANNOTATION}
   * @param shown whether an image of a stream is made of something
   * @param isManifest whether it is a manifest there
   * @param inUse what workloads use; throws where that cannot be told
   * @param disk which part of the mirror's file system is used, from 0 to 1
   */
  public record Sight(
      OptionalLong limit,
      Supplier<Map<String, String>> projects,
      Asked shown,
      Asked isManifest,
      Supplier<Set<Digest>> inUse,
      DoubleSupplier disk) {}

  /** Something about a digest in a stream. */
  @FunctionalInterface
  public interface Asked {
    boolean of(StreamName stream, Digest digest);
  }

  /**
   * For a mirror that nobody uses yet.
   *
   * @param blobs its bytes
   * @param clock tells when something was pulled
   * @param steady the clock of the bytes' store
   */
  public MirrorBound(
      Mirrors mirrors, BlobStore blobs, Sight sight, InstantSource clock, InstantSource steady) {
    this.mirrors = mirrors;
    this.blobs = blobs;
    this.sight = sight;
    this.clock = clock;
    this.steady = steady;
    this.opened = steady.instant();
    this.nextPulls = clock.instant();
    this.nextCut = opened;
    mirrors.onGrowth(come::release);
  }

  /** Bytes that lie in the mirror, as far as streams have or had them. */
  public long bytes() {
    MirrorIndex index = mirrors.newest();
    return index.bytes() + index.loose().values().stream().mapToLong(Long::longValue).sum();
  }

  /** How many blobs and manifests went because of a bound, since the start. */
  public long evicted() {
    return evicted.get();
  }

  /** Bytes by which a bound is crossed and nothing may go. */
  public long over() {
    return over;
  }

  /** Which part of the mirror's file system is used, from 0 to 1. */
  public double diskUsed() {
    return sight.disk().getAsDouble();
  }

  /** The server's bound in bytes; 0 if there is none. */
  public long limit() {
    return sight.limit().orElse(0);
  }

  /** Runs until the thread is interrupted. */
  @Override
  public void run() {
    while (!Thread.currentThread().isInterrupted()) {
      try {
        round();
        boolean _ = come.tryAcquire(ROUND.toMillis(), TimeUnit.MILLISECONDS);
        int _ = come.drainPermits();
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void round() {
    try {
      look();
    } catch (IOException e) {
      LOG.warn("the mirror is not looked after and is tried again: {}", FileProblem.named(e));
    } catch (RuntimeException e) {
      if (!Thread.currentThread().isInterrupted()) { // the server ends
        LOG.warn("the mirror is not looked after and is tried again: {}", Reason.of(e));
        LOG.debug("the mirror is not looked after", e);
      }
    }
  }

  /** Does what is due. */
  void look() throws IOException {
    Instant now = clock.instant();
    if (!now.isBefore(nextPulls)) {
      nextPulls = now.plus(ROUND);
      int _ = mirrors.writePulls();
    }
    sweep();
    takeLoose();
    Bounds bounds = new Bounds(sight.limit(), MirrorLimit.read(sight.projects().get()));
    if (!kept().exceeds(bounds)) {
      tellIfOver(0, now);
    } else if (!steady.instant().isBefore(nextCut)) {
      bringDown(bounds, now);
    }
    tellIfFull();
  }

  /**
   * What no stream shows any more, and what a crash left without a key; what came since the start
   * has one soon.
   */
  private void sweep() throws IOException {
    Instant now = steady.instant();
    if (nextSweep.isPresent() && now.isBefore(nextSweep.get())) {
      return;
    }
    Instant before = nextSweep.isEmpty() ? opened : now.minus(SWEEP);
    if (nextSweep.isPresent()) {
      mirrors.removeUnshown(clock.instant().minus(SWEEP), sight.shown());
    }
    nextSweep = Optional.of(now.plus(SWEEP));
    blobs.sweep(before, digest -> !mirrors.newest().uses(digest).isEmpty(), _ -> {});
  }

  /** Who reads it goes on to. */
  private void takeLoose() throws IOException {
    MirrorIndex index = mirrors.newest();
    for (Digest digest : List.copyOf(index.loose().keySet())) {
      if (index.uses(digest).isEmpty()) {
        boolean _ = blobs.delete(digest);
      }
      index.loose().remove(digest);
    }
  }

  private KeptPieces kept() {
    return new KeptPieces(mirrors.newest());
  }

  private void bringDown(Bounds bounds, Instant now) throws IOException {
    Optional<Set<Digest>> inUse = inUse();
    Instant recent = now.minus(READ);
    EvictionPlan plan =
        EvictionPlan.of(
            kept().pieces(sight.shown(), sight.isManifest()),
            bounds,
            piece ->
                !mirrors.reading().isRead(piece.digest())
                    && piece.uses().stream().noneMatch(use -> use.pulled().isAfter(recent))
                    && inUse
                        .map(used -> !used.contains(piece.digest()))
                        .orElseGet(() -> piece.uses().stream().noneMatch(Use::shown)));
    mirrors.remove(plan.keys());
    takeLoose();
    long pieces = plan.keys().stream().map(MirrorKey::digest).distinct().count();
    evicted.addAndGet(pieces);
    if (pieces > 0) {
      LOG.info("{} blobs of other registries went, so that the mirror keeps its bounds", pieces);
    }
    nextCut = steady.instant().plus(plan.over() > 0 ? ROUND : Duration.ZERO);
    tellIfOver(plan.over(), now);
  }

  private void tellIfOver(long bytes, Instant now) {
    over = bytes;
    overSince = bytes == 0 ? Optional.empty() : overSince.or(() -> Optional.of(now));
    boolean lasts = overSince.filter(since -> since.plus(LASTING).isBefore(now)).isPresent();
    if (lasts && !toldOver) {
      LOG.warn(
          "the mirror is {} bytes over a bound, and what is left is in use by workloads or being"
              + " pulled",
          bytes);
    }
    toldOver = lasts;
  }

  private Optional<Set<Digest>> inUse() {
    try {
      Set<Digest> used = sight.inUse().get();
      toldBlind = false;
      return Optional.of(used);
    } catch (RuntimeException e) {
      if (!toldBlind) {
        LOG.warn(
            "what workloads use cannot be told, and nothing of the mirror goes that they may use:"
                + " {}",
            Reason.of(e));
      }
      toldBlind = true;
      return Optional.empty();
    }
  }

  private void tellIfFull() {
    boolean full = sight.limit().isEmpty() && mirrors.bytes() > 0 && diskUsed() >= FULL;
    if (full && !toldFull) {
      LOG.warn(
          "the file system of the mirror is {} % full, {} bytes of it are mirrored, and there is no"
              + " --mirror-limit",
          Math.round(diskUsed() * 100), bytes());
    }
    toldFull = full;
  }
}
