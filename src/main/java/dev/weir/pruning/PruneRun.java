package dev.weir.pruning;

import dev.weir.prune.ImagePlan;
import dev.weir.prune.PruneCounts;
import dev.weir.prune.Pruning;
import dev.weir.prune.StreamHistory;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BiFunction;

/**
 * Carries pruning out: all streams, then what is left of images. Several things at once, but told
 * in one order, so that a dry run and the real one say the same.
 */
public final class PruneRun {
  private final Pruning pruning;
  private final Queue<Deletes> idle;
  private final PruneReport report;
  private final List<PruneFailure> failures = new ArrayList<>();
  private PruneCounts counts = PruneCounts.NONE;

  /**
   * A run.
   *
   * @param workers as many things are done at once, each by one of these
   */
  public PruneRun(Pruning pruning, List<? extends Deletes> workers, PruneReport report) {
    this.pruning = pruning;
    this.idle = new ConcurrentLinkedQueue<>(workers);
    this.report = report;
  }

  /** Does everything, and says what became of it. */
  public PruneResult run(Collection<StreamHistory> streams) throws InterruptedException {
    try (ExecutorService pool =
        Executors.newFixedThreadPool(idle.size(), Thread.ofVirtual().factory())) {
      List<StreamHistory> left = new ArrayList<>();
      List<StreamHistory> inOrder =
          streams.stream().sorted(Comparator.comparing(StreamHistory::path)).toList();
      each(
          pool,
          inOrder,
          (deletes, stream) -> new StreamRun(pruning, deletes, stream).run(),
          done -> {
            count(done.said(), done.counts(), done.failures());
            done.left().ifPresent(left::add);
          });
      each(
          pool,
          pruning.images(left),
          (Deletes deletes, ImagePlan image) -> new ImageRun(deletes, image).run(),
          done -> count(done.said(), done.counts(), done.failures()));
    }
    return new PruneResult(counts, failures);
  }

  private void count(Said said, PruneCounts more, List<PruneFailure> failed) {
    said.tell(report);
    counts = counts.plus(more);
    failures.addAll(failed);
  }

  private interface Taker<T> {
    void take(T done);
  }

  private <T, R> void each(
      ExecutorService pool, List<T> things, BiFunction<Deletes, T, R> work, Taker<R> taker)
      throws InterruptedException {
    List<Future<R>> running = things.stream().map(it -> pool.submit(() -> by(work, it))).toList();
    for (Future<R> one : running) {
      try {
        taker.take(one.get());
      } catch (ExecutionException e) {
        pool.shutdownNow();
        throw new IllegalStateException(e.getCause());
      }
    }
  }

  private <T, R> R by(BiFunction<Deletes, T, R> work, T thing) {
    Deletes worker = idle.remove(); // the pool has no more threads than there are workers
    try {
      return work.apply(worker, thing);
    } finally {
      idle.add(worker);
    }
  }
}
