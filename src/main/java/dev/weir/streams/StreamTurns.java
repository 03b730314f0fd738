package dev.weir.streams;

import dev.weir.reference.StreamName;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Lets writers of one stream in this process take turns. Each write is conditional anyhow; without
 * turns, of many writers one would win each round and the unlucky ones would run out of attempts.
 */
final class StreamTurns {
  private final ConcurrentHashMap<StreamName, Turn> turns = new ConcurrentHashMap<>();

  private record Turn(ReentrantLock lock, int users) {}

  /** Runs the work while nobody else's work on the stream runs; may be nested. */
  <T> T take(StreamName stream, Supplier<T> work) {
    Turn turn =
        turns.compute(
            stream,
            (_, old) ->
                old == null
                    ? new Turn(new ReentrantLock(true), 1)
                    : new Turn(old.lock(), old.users() + 1));
    turn.lock().lock();
    try {
      return work.get();
    } finally {
      turn.lock().unlock();
      turns.computeIfPresent(
          stream, (_, old) -> old.users() == 1 ? null : new Turn(old.lock(), old.users() - 1));
    }
  }
}
