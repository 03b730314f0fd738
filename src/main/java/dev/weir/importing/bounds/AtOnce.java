package dev.weir.importing.bounds;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Works on things as they come, so many at once and each once, and is never idle while one that has
 * come waits.
 *
 * @param workers how many at once
 * @param work on one of them
 */
public record AtOnce<K>(int workers, Work<K> work) {
  /** What is done with each. */
  @FunctionalInterface
  public interface Work<K> {
    /** Works; what it throws ends all. */
    void on(K thing) throws InterruptedException;
  }

  /**
   * Works on all that comes.
   *
   * @param source gives each thing as soon as it knows it; runs on a thread of its own, and what it
   *     throws ends all
   * @param over runs if patience is over before everything is done, and before what still runs is
   *     interrupted
   * @return whether everything was done; nothing runs any more
   */
  public boolean run(Patience patience, Consumer<Consumer<K>> source, Runnable over)
      throws InterruptedException {
    BlockingQueue<Optional<K>> waiting = new LinkedBlockingQueue<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var ended = new ExecutorCompletionService<Boolean>(threads);
      ended.submit(() -> feed(source, waiting), true);
      for (int i = 0; i < workers; i++) {
        ended.submit(() -> workOn(waiting));
      }
      try {
        boolean all = await(ended, patience);
        if (!all) {
          over.run();
        }
        return all;
      } finally {
        threads.shutdownNow();
      }
    }
  }

  private static <K> void feed(Consumer<Consumer<K>> source, BlockingQueue<Optional<K>> waiting) {
    Set<K> seen = new HashSet<>();
    source.accept(
        thing -> {
          if (seen.add(thing)) {
            waiting.add(Optional.of(thing));
          }
        });
    waiting.add(Optional.empty());
  }

  /** The end is left for the other workers. */
  private boolean workOn(BlockingQueue<Optional<K>> waiting) throws InterruptedException {
    for (Optional<K> next = waiting.take(); next.isPresent(); next = waiting.take()) {
      work.on(next.get());
    }
    return waiting.add(Optional.empty());
  }

  private boolean await(ExecutorCompletionService<Boolean> ended, Patience patience)
      throws InterruptedException {
    int running = workers + 1;
    while (running > 0 && patience.over().isEmpty()) {
      long left = Math.max(1, patience.left().toNanos());
      Future<Boolean> one = ended.poll(left, TimeUnit.NANOSECONDS);
      if (one != null) {
        requireSuccess(one);
        running--;
      }
    }
    return running == 0;
  }

  private static void requireSuccess(Future<Boolean> one) throws InterruptedException {
    try {
      one.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException broken
          ? broken
          : new IllegalStateException(e.getCause());
    }
  }
}
