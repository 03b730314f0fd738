package dev.weir.lock;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;

/**
 * Lets those who want the same thing at the same time have it by one's work: whoever comes first
 * works, the others get what came of it, a failure too. A key that nobody works for costs nothing.
 */
public final class SharedWork<K, V> {
  private final ConcurrentHashMap<K, CompletableFuture<V>> running = new ConcurrentHashMap<>();

  /**
   * Works, or waits for whoever works already.
   *
   * @param interrupted what is thrown if the thread is interrupted while it waits; it stays so
   */
  public V get(K key, Supplier<V> work, Supplier<? extends RuntimeException> interrupted) {
    CompletableFuture<V> mine = new CompletableFuture<>();
    CompletableFuture<V> other = running.putIfAbsent(key, mine);
    return other == null ? worked(key, mine, work) : awaited(other, interrupted);
  }

  private V worked(K key, CompletableFuture<V> mine, Supplier<V> work) {
    try {
      V made = work.get();
      boolean _ = mine.complete(made);
      return made;
    } catch (RuntimeException e) {
      boolean _ = mine.completeExceptionally(e);
      throw e;
    } finally {
      boolean _ = running.remove(key, mine);
      boolean _ = mine.cancel(false); // of what ended otherwise
    }
  }

  private static <V> V awaited(
      CompletableFuture<V> other, Supplier<? extends RuntimeException> interrupted) {
    try {
      return other.get();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw interrupted.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    } catch (CancellationException _) {
      throw interrupted.get();
    }
  }
}
