package dev.weir.objects;

import java.time.Duration;
import java.util.function.Function;

/**
 * How a call that waits for other servers is bounded.
 *
 * @param most longest that it waits in all
 * @param client runs something when the client leaves, until what it gives is closed
 */
public record Waiting(Duration most, Function<Runnable, Presence> client) {
  /** Longest that anybody waits. */
  public static final Duration LONGEST = Duration.ofMinutes(15);

  /** For as long as may be, for somebody who does not leave. */
  public static final Waiting USUAL = new Waiting(LONGEST, _ -> () -> {});

  /** That the client is there is being watched. */
  public interface Presence extends AutoCloseable {
    @Override
    void close();
  }

  /** Interrupts this thread if the client leaves before the result is closed. */
  public Presence interrupting() {
    Thread waiting = Thread.currentThread();
    return client.apply(waiting::interrupt);
  }
}
