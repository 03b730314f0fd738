package dev.weir.window;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Work that many want at the same time and that is done once for all of them. It goes on whoever
 * leaves. Safe for threads.
 */
final class Flights<K, V> implements AutoCloseable {
  private final ConcurrentHashMap<K, FutureTask<V>> running = new ConcurrentHashMap<>();
  private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /** The result of the work that runs for a key, or else of this. */
  V join(K key, Callable<V> work) throws InterruptedException {
    try {
      return flight(key, work).get();
    } catch (ExecutionException e) {
      throw rethrown(e);
    }
  }

  /** As {@link #join(Object, Callable)}; empty if there is none after so long. */
  Optional<V> join(K key, Callable<V> work, Duration most) throws InterruptedException {
    try {
      return Optional.of(flight(key, work).get(most.toNanos(), TimeUnit.NANOSECONDS));
    } catch (TimeoutException _) {
      return Optional.empty();
    } catch (ExecutionException e) {
      throw rethrown(e);
    }
  }

  /** Work is interrupted when the server stops. */
  private static RuntimeException rethrown(ExecutionException failed) throws InterruptedException {
    if (failed.getCause() instanceof InterruptedException) {
      throw new InterruptedException();
    }
    return failed.getCause() instanceof RuntimeException e
        ? e
        : new IllegalStateException(failed.getCause());
  }

  private FutureTask<V> flight(K key, Callable<V> work) {
    FutureTask<V> fresh =
        new FutureTask<>(work) {
          // before anybody has the result: who comes after that begins anew
          @Override
          protected void set(V result) {
            running.remove(key, this);
            super.set(result);
          }

          @Override
          protected void setException(Throwable failure) {
            running.remove(key, this);
            super.setException(failure);
          }
        };
    FutureTask<V> before = running.putIfAbsent(key, fresh);
    if (before != null) {
      return before;
    }
    Thread thread =
        Thread.ofVirtual()
            .name("window")
            .unstarted(
                () -> {
                  try {
                    fresh.run();
                  } finally {
                    threads.remove(Thread.currentThread());
                  }
                });
    threads.add(thread);
    thread.start();
    if (closed) {
      thread.interrupt();
    }
    return fresh;
  }

  /** Ends what runs. */
  @Override
  public void close() {
    closed = true;
    threads.forEach(Thread::interrupt);
  }
}
