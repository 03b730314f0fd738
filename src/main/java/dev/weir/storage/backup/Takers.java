package dev.weir.storage.backup;

import dev.weir.storage.gc.Hold;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Those who take backups now. One that is not heard of for a while, such as a client that was
 * suspended, keeps no blobs any more. Safe for threads.
 */
final class Takers {
  private static final Logger LOG = LoggerFactory.getLogger(Takers.class);

  private final InstantSource steady;
  private final Duration patience;
  private final Map<String, Taker> takers = new ConcurrentHashMap<>();

  /**
   * Nobody yet.
   *
   * @param steady never goes back
   * @param patience how long one may be silent
   */
  Takers(InstantSource steady, Duration patience) {
    this.steady = steady;
    this.patience = patience;
  }

  /**
   * Somebody begins, on this thread.
   *
   * @param id by which he will be heard of
   * @param user for people
   */
  Taker begin(String id, String user, Hold hold) {
    Taker taker = new Taker(id, user, hold);
    Taker before = takers.put(id, taker);
    if (before != null) {
      before.give("another backup of the same name begins");
    }
    return taker;
  }

  /** Somebody is there; false if nothing is kept for him any more. */
  boolean heard(String id) {
    Taker taker = takers.get(id);
    return taker != null && taker.hear();
  }

  /** Ends the holds of those who were silent for too long. */
  void look() {
    takers.values().forEach(Taker::look);
  }

  /** Who takes one backup. */
  final class Taker implements AutoCloseable {
    private final String id;
    private final String user;
    private final Hold hold;
    private final Thread writer = Thread.currentThread();
    private Instant heard = steady.instant();
    private boolean over;
    private boolean closed;

    private Taker(String id, String user, Hold hold) {
      this.id = id;
      this.user = user;
      this.hold = hold;
    }

    private synchronized boolean hear() {
      heard = steady.instant();
      return !over && !closed;
    }

    private synchronized void look() {
      if (heard.plus(patience).isBefore(steady.instant())) {
        give("nothing was heard of its client for " + patience.toSeconds() + " s");
      }
    }

    /** Gives the hold up, and ends what is being written to him. */
    private synchronized void give(String why) {
      if (!over && !closed) {
        over = true;
        LOG.warn("a backup for {} is broken off, and keeps no blobs any more: {}", user, why);
        hold.close();
        writer.interrupt();
      }
    }

    /**
     * Requires that all is still kept.
     *
     * @throws IOException if it is not
     */
    synchronized void require() throws IOException {
      if (over) {
        throw new IOException("the backup was broken off, since its client was silent");
      }
    }

    @Override
    public synchronized void close() {
      closed = true;
      hold.close();
      if (over) {
        boolean _ = Thread.interrupted(); // it was meant for what was written
      }
      boolean _ = takers.remove(id, this);
    }
  }
}
