package dev.weir.store.log;

import dev.weir.store.StoreException;
import dev.weir.store.TooLargeException;
import dev.weir.store.Transaction;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that changes a local log. It takes all transactions that wait, makes them durable
 * together, has the follower apply them, and only then answers: with many writers one disk sync
 * serves many. Between batches it runs errands and clears away, in small slices, what compaction
 * let go.
 */
final class Committer {
  private static final int MOST_TRANSACTIONS = 512;
  private static final int MOST_BYTES = 8 << 20;

  /** What is cleared away with a commit, beside which a writer waits. */
  private static final Slice WITH_A_COMMIT = new Slice(64, 64 << 10);

  private static final Slice IDLE = new Slice(512, 1 << 20);

  /**
   * How long a batch waits for writers that the last batch has just answered; a fraction of what a
   * disk sync takes.
   */
  private static final long GATHER_NANOS = TimeUnit.MICROSECONDS.toNanos(100);

  /** How much is cleared away at once: most rows, and bytes after which no further one is taken. */
  private record Slice(int rows, long bytes) {}

  private sealed interface Work {
    void fail(StoreException reason);
  }

  private record Ticket(Transaction transaction, CompletableFuture<Outcome> answer)
      implements Work {
    @Override
    public void fail(StoreException reason) {
      answer.completeExceptionally(reason);
    }
  }

  private record Errand(Runnable task, CompletableFuture<Boolean> done) implements Work {
    @Override
    public void fail(StoreException reason) {
      done.completeExceptionally(reason);
    }
  }

  private final Follower follower;
  private final Journal journal;
  private final Thread thread;
  private final BlockingQueue<Work> queue = new LinkedBlockingQueue<>();
  private volatile boolean stopped;
  private volatile Optional<String> trouble = Optional.empty();

  // owned by the thread
  private final Queue<Change> unneeded = new ArrayDeque<>();
  private long compacted;
  private boolean clearing = true;
  private boolean stopping;
  private int lastBatch;

  Committer(Follower follower, Journal journal, Thread.Builder threads) {
    this.follower = follower;
    this.journal = journal;
    this.compacted = journal.compactedRevision();
    this.thread = threads.name("weir-store-commit").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  Outcome commit(Transaction transaction) {
    CompletableFuture<Outcome> answer = new CompletableFuture<>();
    submit(new Ticket(transaction, answer));
    return await(answer);
  }

  /** Runs a task on the committing thread, between two batches, and waits for it. */
  void run(Runnable task) {
    CompletableFuture<Boolean> done = new CompletableFuture<>();
    submit(new Errand(task, done));
    await(done);
  }

  <T> T call(Supplier<T> task) {
    List<T> result = new ArrayList<>(1);
    run(() -> result.add(task.get()));
    return result.getFirst();
  }

  /** Revision of the newest commit that was answered. */
  long newest() {
    return follower.revision();
  }

  /** Notes durably that the past up to a revision may go. */
  void compact(long revision) {
    run(
        () -> {
          journal.write(new Batch(List.of(), List.of(), revision));
          compacted = revision;
        });
  }

  /** Lets rows go from the journal, oldest first, when there is time. */
  void clear(List<Change> rows) {
    run(
        () -> {
          unneeded.addAll(rows);
          clearing = true;
        });
  }

  /** Rows that are still in the journal though nobody needs them. Only inside an errand. */
  int uncleared() {
    return unneeded.size();
  }

  /** Finishes what was submitted before, then ends the thread. */
  void stop() {
    if (!stopped) {
      submit(new Errand(() -> stopping = true, new CompletableFuture<>()));
    }
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void submit(Work work) {
    queue.add(work);
    if (stopped && queue.remove(work)) {
      work.fail(closed());
    }
  }

  static StoreException closed() {
    return new StoreException("the store is closed");
  }

  // An interrupt must not hide an outcome: join waits on and keeps the interrupt for the caller.
  private static <T> T await(CompletableFuture<T> answer) {
    try {
      return answer.join();
    } catch (CompletionException e) {
      Throwable cause = Optional.ofNullable(e.getCause()).orElse(e);
      if (cause instanceof TooLargeException) {
        throw new TooLargeException(String.valueOf(cause.getMessage()));
      }
      throw new StoreException(String.valueOf(cause.getMessage()), cause);
    }
  }

  private void run() {
    while (!stopping) {
      Optional<Work> work = take();
      work.ifPresentOrElse(this::handle, this::clearIdle);
    }
    stopped = true;
    for (Work late = queue.poll(); late != null; late = queue.poll()) {
      late.fail(closed());
    }
  }

  /** Empty if nothing waits and there is something to clear away. */
  private Optional<Work> take() {
    try {
      boolean idleWork = clearing && !unneeded.isEmpty();
      return Optional.ofNullable(idleWork ? queue.poll() : queue.take());
    } catch (InterruptedException e) {
      return Optional.empty(); // nobody interrupts this thread with a purpose; go on
    }
  }

  private void handle(Work work) {
    switch (work) {
      case Errand errand -> perform(errand);
      case Ticket first -> {
        List<Ticket> batch = new ArrayList<>();
        Optional<Errand> then = gather(first, batch);
        commit(batch);
        then.ifPresent(this::perform);
      }
    }
  }

  private void perform(Errand errand) {
    try {
      errand.task().run();
      errand.done().complete(true);
    } catch (RuntimeException | Error e) {
      errand.done().completeExceptionally(e);
    }
  }

  /** Collects what waits, up to the limits or the first errand, which is returned. */
  private Optional<Errand> gather(Ticket first, List<Ticket> batch) {
    batch.add(first);
    long bytes = size(first.transaction());
    long deadline = lastBatch > 1 ? System.nanoTime() + GATHER_NANOS : 0;
    while (batch.size() < MOST_TRANSACTIONS && bytes < MOST_BYTES) {
      Work work = batch.size() < lastBatch ? pollUntil(deadline) : queue.poll();
      switch (work) {
        case null -> {
          lastBatch = batch.size();
          return Optional.empty();
        }
        case Errand errand -> {
          return Optional.of(errand);
        }
        case Ticket ticket -> {
          batch.add(ticket);
          bytes += size(ticket.transaction());
        }
      }
    }
    lastBatch = batch.size();
    return Optional.empty();
  }

  private @Nullable Work pollUntil(long deadline) {
    Work work = queue.poll();
    while (work == null && System.nanoTime() < deadline) {
      Thread.yield();
      work = queue.poll();
    }
    return work;
  }

  private static long size(Transaction transaction) {
    long size = 0;
    for (Transaction.Operation operation : transaction.operations()) {
      size += operation instanceof Transaction.Put put ? put.value().length : 0;
    }
    return size;
  }

  private void commit(List<Ticket> batch) {
    try {
      Plan plan = new Plan(follower);
      List<Runnable> answers = new ArrayList<>(batch.size());
      for (Ticket ticket : batch) {
        try {
          Outcome outcome = plan.add(ticket.transaction());
          answers.add(() -> ticket.answer().complete(outcome));
        } catch (TooLargeException e) {
          ticket.answer().completeExceptionally(e);
        }
      }
      if (!plan.changes().isEmpty()) {
        write(plan.changes(), WITH_A_COMMIT);
        publish(plan.changes());
      }
      answers.forEach(Runnable::run);
    } catch (RuntimeException | Error e) {
      batch.forEach(ticket -> ticket.answer().completeExceptionally(e));
    }
  }

  private void publish(List<Change> changes) {
    try {
      follower.apply(changes);
    } catch (RuntimeException | Error e) {
      stopping = true; // follower and journal differ, as when memory is full: only a restart helps
      throw e;
    }
  }

  /** Clears away more than it adds, or the journal would grow as long as somebody writes. */
  private void write(List<Change> added, Slice slice) {
    List<Change> removed =
        oldest(Math.max(slice.rows(), 2 * added.size()), Math.max(slice.bytes(), 2 * size(added)));
    durably(() -> journal.write(new Batch(added, removed, compacted)));
    removed.forEach(row -> unneeded.remove());
    clearing = true;
  }

  private void durably(Runnable write) {
    try {
      write.run();
      trouble = Optional.empty();
    } catch (RuntimeException e) {
      trouble = Optional.of(String.valueOf(e.getMessage()));
      throw e;
    }
  }

  /** Why the last write failed; empty if it did not, or if one would succeed now. */
  Optional<String> trouble() {
    try {
      run(
          () -> {
            if (trouble.isPresent() || !journal.isInPlace()) {
              durably(journal::probe);
            }
          });
      return Optional.empty();
    } catch (StoreException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  private List<Change> oldest(int rows, long bytes) {
    List<Change> oldest = new ArrayList<>();
    long taken = 0;
    for (Change row : unneeded) {
      if (oldest.size() == rows || taken >= bytes) {
        break;
      }
      oldest.add(row);
      taken += row.size();
    }
    return oldest;
  }

  private static long size(List<Change> rows) {
    return rows.stream().mapToLong(Change::size).sum();
  }

  private void clearIdle() {
    try {
      write(List.of(), IDLE);
    } catch (RuntimeException e) {
      clearing = false; // the next commit that succeeds takes it up again
    }
  }
}
