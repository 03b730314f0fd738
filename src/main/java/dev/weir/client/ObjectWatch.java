package dev.weir.client;

import java.time.Duration;
import java.util.List;

/** A live view of objects. One thread reads; any thread may close. */
public interface ObjectWatch extends AutoCloseable {
  /**
   * Waits for changes and returns those that are there; empty when the time is over.
   *
   * @throws dev.weir.resource.StatusException with code 410 if the reader was too slow or the start
   *     is forgotten, with 503 if the server stops
   */
  List<ObjectEvent> next(Duration timeout) throws InterruptedException;

  /** Resource version up to which everything has been returned; 0 if unknown. */
  long progress();

  @Override
  void close();
}
