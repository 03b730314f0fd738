package dev.weir.storage.check;

import dev.weir.blob.file.FileBlobStore;
import dev.weir.blob.file.Inspection;
import dev.weir.blob.file.Inspection.Verdict;
import dev.weir.failure.FileProblem;
import dev.weir.failure.Reason;
import dev.weir.reference.Digest;
import dev.weir.storage.check.result.Scrubbed;
import dev.weir.store.Store;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares all blobs with their digests again and again, each once in a period, and looks thirty
 * times in it at all keys that refer to something. It reads a little at a time, always as fast as
 * what there is takes, and never fast. Each shelf has its share of the period: digests spread blobs
 * evenly. Where it is is written down once an hour, so that a start goes on from there.
 */
public final class Scrub implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(Scrub.class);
  private static final int PIECE = 64 * 1024;

  /** A quarter of what a slow disk reads: what takes longer than the period takes longer. */
  private static final long MOST = 16L << 20;

  private static final long LEAST = 256 * 1024;
  private static final long WRITTEN_EVERY = Duration.ofHours(1).toNanos();
  private static final int LOOKS_IN_A_PERIOD = 30;
  private static final Duration RETRY = Duration.ofMinutes(1);

  private final Store store;
  private final FileBlobStore blobs;
  private final FileBlobStore mirror;
  private final Check.Maker checks;
  private final Duration period;
  private final Times times;
  private final AtomicLong scrubbed = new AtomicLong();
  private final AtomicLong findings = new AtomicLong();
  private long written;
  private long looked;

  /** How far it is; null until it runs. */
  private volatile @Nullable ScrubState newest;

  /** What passes by. */
  interface Times {
    /** As {@link System#nanoTime}. */
    long nanos();

    Instant now();

    void sleep(Duration time) throws InterruptedException;
  }

  /**
   * The system's, whose days are those of a clock.
   *
   * @param clock tells when a round began and ended
   */
  private record SystemTimes(InstantSource clock) implements Times {
    @Override
    public long nanos() {
      return System.nanoTime();
    }

    @Override
    public Instant now() {
      return clock.instant();
    }

    @Override
    public void sleep(Duration time) throws InterruptedException {
      Thread.sleep(time);
    }
  }

  /**
   * A scrub that has not begun.
   *
   * @param checks makes one check each time, for its look at keys
   * @param period in which everything is compared once
   * @param clock tells when a round began and ended
   */
  public Scrub(
      Store store,
      FileBlobStore blobs,
      FileBlobStore mirror,
      Check.Maker checks,
      Duration period,
      InstantSource clock) {
    this(store, blobs, mirror, checks, period, new SystemTimes(clock));
  }

  Scrub(
      Store store,
      FileBlobStore blobs,
      FileBlobStore mirror,
      Check.Maker checks,
      Duration period,
      Times times) {
    this.store = store;
    this.blobs = blobs;
    this.mirror = mirror;
    this.checks = checks;
    this.period = period;
    this.times = times;
    this.written = times.nanos();
    this.looked = times.nanos();
  }

  /** Bytes that were compared since the start. */
  public long scrubbed() {
    return scrubbed.get();
  }

  /** What was found since the start, each as often as it was found. */
  public long findings() {
    return findings.get();
  }

  /** How far it is. */
  public Scrubbed progress() {
    ScrubState known = newest;
    ScrubState state = known == null ? ScrubState.read(store) : known;
    return new Scrubbed(
        period,
        state.shelf() * 100 / Inspection.SHELVES.size(),
        state.began(),
        state.damaged(),
        state.looked(),
        state.last());
  }

  /** Runs until the thread is interrupted. */
  @Override
  public void run() {
    ScrubState state = ScrubState.read(store);
    newest = state;
    while (!Thread.currentThread().isInterrupted()) {
      try {
        state = shelf(state.begun(times.now()));
      } catch (InterruptedIOException | InterruptedException _) {
        Thread.currentThread().interrupt();
      } catch (IOException e) {
        state = kept(state);
        failed(FileProblem.named(e));
      } catch (RuntimeException e) {
        state = kept(state);
        failed(Reason.of(e));
        LOG.debug("the scrub failed", e);
      }
    }
  }

  /** The shelf is compared anew; what was found in it will not be found again. */
  private ScrubState kept(ScrubState begun) {
    ScrubState known = newest;
    return known == null ? begun : begun.knowing(known);
  }

  private void failed(String why) {
    LOG.warn("the scrub of the storage goes on later: {}", why);
    try {
      times.sleep(RETRY);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** A blob of one of the two stores. */
  private record Item(String store, Inspection inspection, Digest digest, long size) {
    String name() {
      return store + " " + digest;
    }
  }

  /** Compares what is left of a shelf, and waits until its share of the period is over. */
  private ScrubState shelf(ScrubState begun) throws IOException, InterruptedException {
    long share = period.toNanos() / Inspection.SHELVES.size();
    long end = times.nanos() + share;
    List<Item> items = items(begun.shelf());
    long bytes = items.stream().mapToLong(Item::size).sum();
    Pace pace = new Pace(OptionalLong.of(rate(bytes, share)), times::nanos, this::sleep);
    newest = begun;
    ScrubState state = begun;
    for (Item item : items) {
      if (item.name().compareTo(begun.after()) <= 0) {
        continue;
      }
      boolean damaged = isDamaged(item, pace);
      state = state.at(item.name(), damaged);
      write(state, damaged);
    }
    Optional<Scrubbed.Look> look = look();
    state = state.looked(look);
    write(state, look.isPresent());
    long left = end - times.nanos();
    if (left > 0) {
      times.sleep(Duration.ofNanos(left));
    }
    ScrubState next = state.nextShelf(times.now());
    write(next, next.round() != state.round());
    return next;
  }

  /** Bytes a second that a shelf takes. */
  static long rate(long bytes, long nanos) {
    double needed = bytes / Math.max(1e-9, nanos / 1e9);
    return Math.clamp((long) Math.ceil(needed), LEAST, MOST);
  }

  private void sleep(long nanos) throws InterruptedException {
    times.sleep(Duration.ofNanos(nanos));
  }

  private List<Item> items(int shelf) throws IOException {
    List<Item> items = new ArrayList<>();
    add(items, "blobs", blobs.inspection(), shelf);
    add(items, "mirror", mirror.inspection(), shelf);
    return items;
  }

  private static void add(List<Item> items, String name, Inspection inspection, int shelf)
      throws IOException {
    for (Digest digest : inspection.shelf(Inspection.SHELVES.get(shelf)).blobs()) {
      OptionalLong size = inspection.size(digest);
      if (size.isPresent()) {
        items.add(new Item(name, inspection, digest, size.getAsLong()));
      }
    }
  }

  /** Compares a blob; one that is damaged is moved away. */
  private boolean isDamaged(Item item, Pace pace) throws IOException {
    Inspection.Seen seen =
        item.inspection()
            .compare(
                item.digest(),
                count -> {
                  scrubbed.addAndGet(count);
                  pace.read(count);
                },
                PIECE);
    boolean damaged = seen.verdict() == Verdict.DAMAGED || seen.verdict() == Verdict.UNREADABLE;
    if (damaged) {
      findings.incrementAndGet();
      item.inspection().takeAway(item.digest(), seen);
    }
    return damaged;
  }

  /** Looks at keys if it is time; what is wrong with one is logged, what is lost is noted. */
  private Optional<Scrubbed.Look> look() throws IOException {
    long now = times.nanos();
    if (now - looked < period.toNanos() / LOOKS_IN_A_PERIOD) {
      return Optional.empty();
    }
    looked = now;
    Check.Summary summary =
        checks
            .make()
            .keys(
                new Check.Report() {
                  @Override
                  public void found(Finding finding) {
                    findings.incrementAndGet();
                    LOG.warn(
                        "storage: {} {} {}: {}",
                        finding.kind().text(),
                        finding.object(),
                        finding.place(),
                        finding.message());
                  }

                  @Override
                  public void progress(Check.Progress progress) throws IOException {
                    if (progress.done() % 500 == 0) {
                      pause();
                    }
                  }
                });
    return Optional.of(new Scrubbed.Look(times.now(), summary.findings() - summary.repaired()));
  }

  private void pause() throws IOException {
    try {
      times.sleep(Duration.ofMillis(20));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("the scrub was interrupted");
    }
  }

  /**
   * Once an hour, and at once what somebody wants to know.
   *
   * @param news there is such
   */
  private void write(ScrubState state, boolean news) {
    newest = state;
    long now = times.nanos();
    if (news || now - written >= WRITTEN_EVERY) {
      state.write(store);
      written = now;
    }
  }
}
