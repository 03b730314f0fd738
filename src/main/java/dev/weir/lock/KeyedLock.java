package dev.weir.lock;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Lets one thread at a time work for a key, in the order in which they came; who works for another
 * key does not wait, however long. A thread may take a key again that it has. A key that nobody
 * works or waits for costs nothing.
 */
public final class KeyedLock<K> {
  private final ConcurrentHashMap<K, Counted> locks = new ConcurrentHashMap<>();

  /**
   * @param users who have the lock or wait for it
   */
  private record Counted(ReentrantLock lock, int users) {
    static Counted first() {
      return new Counted(new ReentrantLock(true), 1);
    }

    Counted plus(int more) {
      return new Counted(lock, users + more);
    }
  }

  /** Work for a key, until it is closed by the thread that took it. */
  public interface Turn extends AutoCloseable {
    @Override
    void close();
  }

  /** Waits until it is this thread's turn; an interrupt does not end the wait. */
  public Turn take(K key) {
    ReentrantLock lock = join(key);
    lock.lock();
    return () -> {
      lock.unlock();
      leave(key);
    };
  }

  /** Works when it is this thread's turn; an interrupt does not end the wait. */
  public <T> T alone(K key, Supplier<T> work) {
    try (Turn _ = take(key)) {
      return work.get();
    }
  }

  /**
   * Works when it is this thread's turn.
   *
   * @param interrupted what is thrown if the thread is interrupted while it waits; it stays so
   */
  public <T> T alone(K key, Supplier<T> work, Supplier<? extends RuntimeException> interrupted) {
    ReentrantLock lock = join(key);
    try {
      lock.lockInterruptibly();
    } catch (InterruptedException _) {
      leave(key);
      Thread.currentThread().interrupt();
      throw interrupted.get();
    }
    try {
      return work.get();
    } finally {
      lock.unlock();
      leave(key);
    }
  }

  private ReentrantLock join(K key) {
    return locks.merge(key, Counted.first(), (old, _) -> old.plus(1)).lock();
  }

  private void leave(K key) {
    Counted _ = locks.computeIfPresent(key, (_, old) -> old.users() == 1 ? null : old.plus(-1));
  }

  /** Keys that somebody works or waits for. */
  int size() {
    return locks.size();
  }
}
