package dev.weir.server.listen;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * A connection that knows since when its client owes the headers of a request: since it was opened,
 * and later since the first byte of each next request. A byte now and then does not help.
 */
final class PunctualEndPoint extends SocketChannelEndPoint {
  private static final long NOTHING = 0;

  /** In nanoseconds of the system's own clock. */
  private volatile long owedSince = now();

  private volatile boolean served;
  private volatile boolean resting;

  PunctualEndPoint(
      SocketChannel channel, ManagedSelector selector, SelectionKey key, Scheduler scheduler) {
    super(channel, selector, key, scheduler);
  }

  private static long now() {
    long now = System.nanoTime();
    return now == NOTHING ? 1 : now;
  }

  /** The connection of a request; empty if it is of another sort. */
  static Optional<PunctualEndPoint> of(Request request) {
    return of(request.getConnectionMetaData().getConnection().getEndPoint());
  }

  static Optional<PunctualEndPoint> of(EndPoint endPoint) {
    EndPoint inner = endPoint;
    while (inner instanceof EndPoint.Wrapper wrapper) {
      inner = wrapper.unwrap();
    }
    return inner instanceof PunctualEndPoint punctual ? Optional.of(punctual) : Optional.empty();
  }

  @Override
  public int fill(ByteBuffer buffer) throws IOException {
    int filled = super.fill(buffer);
    if (filled > 0 && resting) {
      owes();
    }
    return filled;
  }

  /** Headers have begun; if they had before, nothing changes. */
  private void owes() {
    resting = false;
    if (owedSince == NOTHING) {
      owedSince = now();
    }
  }

  /** The headers of a request are complete. */
  void headersCame() {
    served = true;
    resting = false;
    owedSince = NOTHING;
  }

  /** For a connection on which much happens at once: whether something has begun and not ended. */
  void settle(boolean begun) {
    if (begun) {
      owes();
    } else if (served) {
      owedSince = NOTHING;
    }
  }

  /** Nothing is owed until the next byte. */
  void rests() {
    resting = true;
  }

  /** Ends the connection if headers are owed for so long. */
  void endIfLate(long patienceNanos) {
    long since = owedSince;
    if (since != NOTHING && System.nanoTime() - since > patienceNanos) {
      close(new TimeoutException("the headers of a request did not come in time"));
    }
  }
}
