package dev.weir.server.upkeep;

import dev.weir.access.AuthorizationCodes;
import dev.weir.access.Tokens;
import dev.weir.blob.BlobStore;
import dev.weir.failure.FileProblem;
import dev.weir.failure.Reason;
import dev.weir.store.Compactor;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Forgets what nobody needs any more: the store's past, ended tokens, uploads left unfinished; and
 * gives memory back that nobody needs at the moment.
 */
public final class Housekeeping implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);
  private static final Duration ROUND = Duration.ofMillis(500);
  private static final Duration SWEEP = Duration.ofHours(1);

  /** Longest an upload may rest before it is thrown away. */
  private static final Duration UPLOAD_REST = Duration.ofDays(1);

  private final Compactor compactor;
  private final Tokens tokens;
  private final AuthorizationCodes codes;
  private final List<Uploads> uploads;
  private final Duration between;
  private final IntSupplier notes;
  private final IdleHeap heap;
  private final InstantSource clock;

  /**
   * Of a server.
   *
   * @param notes forgets what is noted for a time, and says how much that was
   */
  public Housekeeping(
      Compactor compactor,
      Tokens tokens,
      AuthorizationCodes codes,
      List<Uploads> uploads,
      IntSupplier notes,
      IdleHeap heap,
      InstantSource clock) {
    this.compactor = compactor;
    this.tokens = tokens;
    this.codes = codes;
    this.uploads = List.copyOf(uploads);
    this.notes = notes;
    this.between =
        uploads.stream().map(Uploads::between).reduce(SWEEP, (a, b) -> a.compareTo(b) < 0 ? a : b);
    this.heap = heap;
    this.clock = clock;
  }

  /**
   * Uploads into a store.
   *
   * @param rest how long one may rest before it is thrown away
   */
  public record Uploads(BlobStore store, Duration rest) {
    public Uploads {
      rest = rest.compareTo(UPLOAD_REST) > 0 ? UPLOAD_REST : rest;
    }

    /** Often enough to keep near to it. */
    Duration between() {
      Duration half = rest.dividedBy(2);
      return half.compareTo(ROUND) < 0 ? ROUND : half;
    }
  }

  /** Runs until the thread is interrupted. */
  @Override
  public void run() {
    Instant nextSweep = clock.instant().plus(ROUND);
    while (!Thread.currentThread().isInterrupted()) {
      try {
        Thread.sleep(ROUND);
        compactor.tick();
        if (!clock.instant().isBefore(nextSweep)) {
          nextSweep = clock.instant().plus(between);
          sweep();
        }
        heap.look();
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      } catch (IOException e) {
        LOG.warn("housekeeping failed and is tried again: {}", FileProblem.named(e));
      } catch (RuntimeException e) {
        LOG.warn("housekeeping failed and is tried again: {}", Reason.of(e));
        LOG.debug("housekeeping failed", e);
      }
    }
  }

  private void sweep() throws IOException {
    int ended = tokens.forgetExpired() + codes.forgetExpired();
    int _ = notes.getAsInt();
    int rested = 0;
    for (Uploads unfinished : uploads) {
      rested += unfinished.store.cancelUploadsIdleSince(clock.instant().minus(unfinished.rest));
    }
    if (ended + rested > 0) {
      LOG.info("forgot {} ended tokens and codes and {} unfinished uploads", ended, rested);
    }
  }
}
