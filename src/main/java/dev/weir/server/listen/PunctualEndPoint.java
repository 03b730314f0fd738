package dev.weir.server.listen;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * A connection that knows since when its client owes the headers of a request: since it was opened,
 * and later since the first byte of each next request. A byte now and then does not help.
 */
final class PunctualEndPoint extends FileEndPoint {
  private static final long NOTHING = 0;

  /** In nanoseconds of the system's own clock. */
  private volatile long owedSince = now();

  private final Optional<ConnectionPlaces> places;
  private final AtomicInteger exchanges = new AtomicInteger();
  private volatile long idleSince = now();
  private volatile boolean served;
  private volatile boolean resting;

  /**
   * As the system has accepted it.
   *
   * @param places where it has to find one, or it is closed at once
   */
  PunctualEndPoint(
      SocketChannel channel,
      ManagedSelector selector,
      SelectionKey key,
      Scheduler scheduler,
      Optional<ConnectionPlaces> places) {
    super(channel, selector, key, scheduler);
    this.places = places;
  }

  @Override
  public void onOpen() {
    super.onOpen();
    if (places.isPresent() && !places.get().take(this)) {
      close(new IOException("there are too many connections"));
    }
  }

  @Override
  public void onClose(Throwable cause) {
    places.ifPresent(p -> p.giveBack(this));
    super.onClose(cause);
  }

  /** An exchange has begun. */
  void begins() {
    exchanges.incrementAndGet();
  }

  /** An exchange has ended. */
  void ends() {
    idleSince = now();
    exchanges.decrementAndGet();
  }

  /** True if nothing that was asked for is going on. */
  boolean isIdle() {
    return exchanges.get() == 0;
  }

  /** Since nothing went on. */
  long idleNanos() {
    return System.nanoTime() - idleSince;
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
