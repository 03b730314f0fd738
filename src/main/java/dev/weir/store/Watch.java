package dev.weir.store;

import java.time.Duration;
import java.util.List;

/** A live view of changes. One thread reads; any thread may close. */
public interface Watch extends AutoCloseable {
  /**
   * Waits for events and returns all that are there, in order; all events of one revision come in
   * one batch. Empty when the time is over.
   *
   * @throws ExpiredException if this reader was too slow and events were dropped
   * @throws WatchClosedException if the watch or the store was closed
   * @throws InterruptedException if the waiting thread was interrupted
   */
  List<StoreEvent> next(Duration timeout) throws InterruptedException;

  /**
   * Everything at or below this revision has been returned by {@link #next}; what a bookmark may
   * promise.
   */
  long progress();

  @Override
  void close();
}
