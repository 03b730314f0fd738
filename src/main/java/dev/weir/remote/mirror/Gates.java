package dev.weir.remote.mirror;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/** Lets so many through at once, of each place. */
final class Gates {
  private final int most;
  private final Map<String, Semaphore> places = new ConcurrentHashMap<>();

  Gates(int most) {
    this.most = Math.max(1, most);
  }

  /**
   * Does something when it is its turn.
   *
   * @throws dev.weir.remote.RemoteException of kind {@code STOPPED} if it is interrupted before
   */
  <T> T through(String place, Supplier<T> work) {
    Semaphore gate = places.computeIfAbsent(place, _ -> new Semaphore(most));
    try {
      gate.acquire();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw Together.stopped();
    }
    try {
      return work.get();
    } finally {
      gate.release();
    }
  }
}
