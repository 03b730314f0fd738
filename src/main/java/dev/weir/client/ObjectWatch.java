package dev.weir.client;

import java.time.Duration;
import java.util.List;

/** A live view of objects. One thread reads; any thread may close. */
public interface ObjectWatch extends AutoCloseable {
  /**
   * Waits for changes and returns those that are there; empty when the time is over.
   *
   * @throws dev.weir.resource.StatusException with code 410 if the reader was too slow or the start
   *     is forgotten, with 503 if the server ends the watch: it stops, or thinks that it lasted
   *     long enough; whoever wants more goes on from {@link #progress}
   * @throws UnansweredException if the connection broke or fell silent
   */
  List<ObjectEvent> next(Duration timeout) throws InterruptedException;

  /** Resource version up to which everything has been returned; 0 if unknown. */
  long progress();

  @Override
  void close();
}
