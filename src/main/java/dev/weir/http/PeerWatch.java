package dev.weir.http;

import java.io.IOException;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.io.AbstractEndPoint;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices that the client of a request leaves, while the answer is still being made and nobody
 * reads from the connection. Over HTTP/1.1 that takes reading: what comes before the answer is
 * either the end or the next request of an impatient client, which is told to come again by the end
 * of its connection. Once closed it tells nothing any more.
 *
 * <p>A client that only ends what it sends, and still reads (RFC 9112, 9.6), counts as one that
 * left. The two look the same until something is written, and who is watched here may wait for an
 * hour before that, with a place that others need. Clients of these APIs do not do it; who must can
 * send the request in whole and leave the connection open.
 */
public final class PeerWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PeerWatch.class);
  private static final int PIECE = 256;

  private final Runnable left;
  private final Runnable early;
  private final EndPoint watched;
  private boolean done;

  /**
   * A watch that sees nothing yet.
   *
   * @param left runs once, on any thread, if the client leaves
   * @param early runs if the client sends something, which is lost
   */
  PeerWatch(EndPoint endPoint, Runnable left, Runnable early) {
    this.watched = endPoint;
    this.left = left;
    this.early = early;
  }

  /** The connection broke. */
  synchronized void broke(Throwable why) {
    if (!done) {
      LOG.debug("the client left: {}", why.toString());
      done = true;
      left.run();
    }
  }

  /** True if it sees nothing any more. */
  synchronized boolean isOver() {
    return done;
  }

  /** Reads from the connection from now on. */
  synchronized void read() {
    if (!done && !watched.tryFillInterested(new Reading())) {
      LOG.debug("something else reads from the connection");
      done = true;
    }
  }

  private synchronized void readable() {
    if (done) {
      return;
    }
    try {
      int filled = watched.fill(BufferUtil.allocate(PIECE));
      if (filled < 0) {
        broke(new IOException("end of the connection"));
      } else if (filled == 0) {
        read();
      } else {
        done = true;
        early.run();
      }
    } catch (IOException e) {
      broke(e);
    }
  }

  @Override
  public synchronized void close() {
    if (!done) {
      done = true;
      if (watched instanceof AbstractEndPoint selectable) {
        boolean _ = selectable.getFillInterest().onFail(new IOException("no longer of interest"));
      }
    }
  }

  private final class Reading implements Callback {
    @Override
    public InvocationType getInvocationType() {
      return InvocationType.NON_BLOCKING;
    }

    @Override
    public void succeeded() {
      readable();
    }

    @Override
    public void failed(Throwable failure) {
      if (failure instanceof TimeoutException) {
        read(); // the answer takes long, which is no reason to end anything
      } else {
        broke(failure);
      }
    }
  }
}
