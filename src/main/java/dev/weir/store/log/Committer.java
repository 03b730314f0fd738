package dev.weir.store.log;

import dev.weir.store.StoreException;
import dev.weir.store.TooLargeException;
import dev.weir.store.Transaction;
import dev.weir.store.log.CommitQueue.Errand;
import dev.weir.store.log.CommitQueue.Ticket;
import dev.weir.store.log.CommitQueue.Work;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/**
 * The one thread that changes a local log. It takes all transactions that wait, makes them durable
 * together, has the follower apply them, and only then answers: with many writers one disk sync
 * serves many. Between batches it runs errands and clears away.
 */
final class Committer {
  private final Follower follower;
  private final JournalWriter journal;
  private final CommitQueue queue = new CommitQueue();
  private final Thread thread;
  private volatile LongConsumer written = _ -> {};

  // owned by the thread
  private boolean stopping;

  Committer(Follower follower, Journal journal, Thread.Builder threads) {
    this.follower = follower;
    this.journal = new JournalWriter(journal);
    this.thread = threads.name("weir-store-commit").unstarted(this::work);
  }

  void start() {
    thread.start();
  }

  Outcome commit(Transaction transaction) {
    return queue.commit(transaction);
  }

  /** Runs a task on the committing thread, between two batches, and waits for it. */
  void run(Runnable task) {
    queue.run(task);
  }

  <T> T call(Supplier<T> task) {
    List<T> result = new ArrayList<>(1);
    run(() -> result.add(task.get()));
    return result.getFirst();
  }

  /** From now on, told of each batch how many nanoseconds it took until it was durable. */
  void tellTimes(LongConsumer taken) {
    written = taken;
  }

  /** Revision of the newest commit that was answered. */
  long newest() {
    return follower.revision();
  }

  /** Notes durably that the past up to a revision may go. */
  void compact(long revision) {
    run(() -> journal.compact(revision));
  }

  /** Lets rows go from the journal, oldest first, when there is time. */
  void clear(List<Change> rows) {
    run(() -> journal.clear(rows));
  }

  /** Rows that are still in the journal though nobody needs them. Only inside an errand. */
  int uncleared() {
    return journal.uncleared();
  }

  /** Why the last write failed; empty if it did not, or if one would succeed now. */
  Optional<String> trouble() {
    try {
      run(journal::probe);
      return Optional.empty();
    } catch (StoreException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /** Finishes what was submitted before, then ends the thread. */
  void stop() {
    if (!queue.isClosed()) {
      queue.add(() -> stopping = true);
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

  private void work() {
    while (!stopping) {
      Optional<Work> next = queue.take(!journal.mayClear());
      next.ifPresentOrElse(this::handle, journal::clearIdle);
    }
    queue.close();
  }

  private void handle(Work work) {
    switch (work) {
      case Errand errand -> perform(errand);
      case Ticket first -> {
        List<Ticket> batch = new ArrayList<>();
        Optional<Errand> then = queue.gather(first, batch);
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
        long begun = System.nanoTime();
        journal.write(plan.changes());
        written.accept(System.nanoTime() - begun);
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
}
