package dev.weir.blob.file;

import dev.weir.reference.Digest;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/** Lets one thread at a time work on a blob; who works on another does not wait, however long. */
final class DigestLocks {
  private final ConcurrentHashMap<Digest, Counted> locks = new ConcurrentHashMap<>();

  private record Counted(ReentrantLock lock, int users) {}

  /** Work on a blob, until it is closed. */
  interface Turn extends AutoCloseable {
    @Override
    void close();
  }

  /** Waits until it is this thread's turn. */
  Turn take(Digest digest) {
    ReentrantLock lock =
        locks
            .merge(
                digest,
                new Counted(new ReentrantLock(), 1),
                (old, _) -> new Counted(old.lock(), old.users() + 1))
            .lock();
    lock.lock();
    return () -> {
      lock.unlock();
      var _ =
          locks.computeIfPresent(
              digest,
              (_, old) -> old.users() == 1 ? null : new Counted(old.lock(), old.users() - 1));
    };
  }

  /** Digests that somebody works on or waits for. */
  int size() {
    return locks.size();
  }
}
