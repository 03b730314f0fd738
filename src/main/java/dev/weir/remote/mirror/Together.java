package dev.weir.remote.mirror;

import dev.weir.remote.RemoteException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Does the same with many things at once, each on a thread of its own. */
final class Together {
  private Together() {}

  /**
   * What came of each, in their order. If one fails, or this thread is interrupted, the others are
   * interrupted and waited for.
   *
   * @throws RemoteException of kind {@code STOPPED} on a thread that was interrupted
   */
  static <T, R> List<R> map(Collection<T> items, Function<T, R> work) {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      CompletionService<R> ended = new ExecutorCompletionService<>(threads);
      List<Future<R>> all = new ArrayList<>();
      for (T item : items) {
        all.add(ended.submit(() -> work.apply(item)));
      }
      try {
        for (int i = 0; i < all.size(); i++) {
          ended.take().get(); // the first that fails is heard of first
        }
        return all.stream().map(Future::resultNow).toList();
      } catch (ExecutionException e) {
        threads.shutdownNow();
        throw rethrown(e.getCause());
      } catch (InterruptedException _) {
        threads.shutdownNow();
        Thread.currentThread().interrupt();
        throw stopped();
      }
    }
  }

  static RemoteException stopped() {
    return new RemoteException(RemoteException.Kind.STOPPED, "interrupted");
  }

  private static RuntimeException rethrown(@Nullable Throwable cause) {
    if (cause instanceof RuntimeException known) {
      return known;
    }
    if (cause instanceof Error error) {
      throw error;
    }
    return new IllegalStateException(cause);
  }
}
