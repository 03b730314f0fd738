package dev.weir.objects;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/**
 * How a call that waits for other servers is bounded.
 *
 * @param most longest that it waits in all, as the client says; empty: as long as it takes
 * @param client runs something when the client leaves, until what it gives is closed
 */
public record Waiting(Optional<Duration> most, Function<Runnable, Presence> client) {
  /** For as long as it takes, for somebody who does not leave. */
  public static final Waiting USUAL = new Waiting(Optional.empty(), _ -> () -> {});

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
