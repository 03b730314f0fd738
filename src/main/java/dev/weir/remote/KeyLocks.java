package dev.weir.remote;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** Lets one thread at a time work for a key; others with the same key wait, no one else does. */
final class KeyLocks<K> {
  private final ConcurrentHashMap<K, Counted> locks = new ConcurrentHashMap<>();

  private record Counted(ReentrantLock lock, int users) {}

  /**
   * Works when it is this thread's turn.
   *
   * @throws RemoteException if it is interrupted while it waits
   */
  <T> T alone(K key, Supplier<T> work) {
    Counted counted =
        locks.compute(
            key,
            (_, old) ->
                old == null
                    ? new Counted(new ReentrantLock(), 1)
                    : new Counted(old.lock(), old.users() + 1));
    try {
      counted.lock().lockInterruptibly();
      try {
        return work.get();
      } finally {
        counted.lock().unlock();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new RemoteException(RemoteException.Kind.UNREACHABLE, "interrupted");
    } finally {
      locks.computeIfPresent(
          key, (_, old) -> old.users() == 1 ? null : new Counted(old.lock(), old.users() - 1));
    }
  }
}
