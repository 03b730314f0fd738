package dev.weir.cli.follow;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A process and those that it started, as far as they can be told: not those that left it. */
final class ProcessTree {
  private ProcessTree() {}

  /**
   * Ends them: TERM, and after the grace KILL. Returns when they are gone, or at once after KILL if
   * the thread is interrupted, which it then is.
   */
  static void end(ProcessHandle root, Duration grace) {
    Set<ProcessHandle> all = new LinkedHashSet<>();
    gather(root, all);
    all.forEach(ProcessHandle::destroy);
    boolean interrupted = false;
    try {
      await(all, grace);
    } catch (InterruptedException _) {
      interrupted = true;
    }
    for (ProcessHandle one : Set.copyOf(all)) {
      if (one.isAlive()) { // and may have started more
        gather(one, all);
      }
    }
    all.stream().filter(ProcessHandle::isAlive).forEach(ProcessHandle::destroyForcibly);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static void gather(ProcessHandle root, Set<ProcessHandle> all) {
    all.add(root);
    root.descendants().forEach(all::add);
  }

  private static void await(Set<ProcessHandle> all, Duration longest) throws InterruptedException {
    CompletableFuture<?>[] ends =
        all.stream().map(ProcessHandle::onExit).toArray(CompletableFuture<?>[]::new);
    try {
      CompletableFuture.allOf(ends).get(longest.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException _) {
      // what is left is killed
    }
  }
}
