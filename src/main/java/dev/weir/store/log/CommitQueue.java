package dev.weir.store.log;

import dev.weir.store.StoreException;
import dev.weir.store.TooLargeException;
import dev.weir.store.Transaction;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What waits for the committing thread: transactions, which it takes many at a time, and errands
 * between them. Anybody submits; one thread takes.
 */
final class CommitQueue {
  private static final int MOST_TRANSACTIONS = 512;
  private static final int MOST_BYTES = 8 << 20;

  /**
   * How long a batch waits for writers that the last batch has just answered; a fraction of what a
   * disk sync takes.
   */
  private static final long GATHER_NANOS = TimeUnit.MICROSECONDS.toNanos(100);

  private final BlockingQueue<Work> queue = new LinkedBlockingQueue<>();
  private volatile boolean closed;

  // owned by the thread that takes
  private int lastBatch;

  sealed interface Work {
    void fail(StoreException reason);
  }

  record Ticket(Transaction transaction, CompletableFuture<Outcome> answer) implements Work {
    @Override
    public void fail(StoreException reason) {
      answer.completeExceptionally(reason);
    }
  }

  record Errand(Runnable task, CompletableFuture<Boolean> done) implements Work {
    @Override
    public void fail(StoreException reason) {
      done.completeExceptionally(reason);
    }
  }

  Outcome commit(Transaction transaction) {
    CompletableFuture<Outcome> answer = new CompletableFuture<>();
    submit(new Ticket(transaction, answer));
    return await(answer);
  }

  /** Waits until a task has been run. */
  void run(Runnable task) {
    CompletableFuture<Boolean> done = new CompletableFuture<>();
    submit(new Errand(task, done));
    await(done);
  }

  /** Does not wait until a task has been run, if it ever is. */
  void add(Runnable task) {
    submit(new Errand(task, new CompletableFuture<>()));
  }

  private void submit(Work work) {
    queue.add(work);
    if (closed && queue.remove(work)) {
      work.fail(closed());
    }
  }

  /** What those get to hear who come too late. */
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

  /** The next work; empty if there is none, and the caller has other things to do meanwhile. */
  Optional<Work> take(boolean waits) {
    try {
      return Optional.ofNullable(waits ? queue.take() : queue.poll());
    } catch (InterruptedException e) {
      return Optional.empty(); // nobody interrupts this thread with a purpose; go on
    }
  }

  /** Collects what waits, up to the limits or the first errand, which is returned. */
  Optional<Errand> gather(Ticket first, List<Ticket> batch) {
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

  boolean isClosed() {
    return closed;
  }

  /** Refuses what waits, and all that comes. */
  void close() {
    closed = true;
    for (Work late = queue.poll(); late != null; late = queue.poll()) {
      late.fail(closed());
    }
  }
}
