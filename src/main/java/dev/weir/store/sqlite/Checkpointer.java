package dev.weir.store.sqlite;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the write-ahead log short without holding up commits: a connection of its own moves pages
 * into the database while commits go on. SQLite starts the log over when it meets a moment in which
 * all is moved; if busy writers leave no such moment, they are asked for a short pause.
 */
final class Checkpointer {
  private static final Logger LOG = LoggerFactory.getLogger(Checkpointer.class);

  /** 4 MB. */
  private static final long PAGES_PER_CHECKPOINT = 1_000;

  /** 16 MB. */
  private static final long PAGES_BEFORE_PAUSE = 4_000;

  private final Database database;
  private final Thread thread =
      Thread.ofPlatform().name("weir-store-checkpoint").daemon().unstarted(this::run);
  private final AtomicLong written = new AtomicLong();
  private volatile boolean pauseWanted;
  private volatile boolean closed;

  Checkpointer(Database database) {
    this.database = database;
  }

  void start() {
    thread.start();
  }

  /** Counts pages that a commit added to the log. */
  void written(long pages) {
    if (written.addAndGet(pages) >= PAGES_PER_CHECKPOINT) {
      LockSupport.unpark(thread);
    }
  }

  /**
   * True once, if the committing thread should move the last pages itself before its next batch.
   */
  boolean wantsPause() {
    if (!pauseWanted) {
      return false;
    }
    pauseWanted = false;
    return true;
  }

  private void run() {
    while (!closed) {
      if (written.get() < PAGES_PER_CHECKPOINT) {
        LockSupport.park(this);
      } else {
        written.set(0);
        checkpoint();
      }
    }
  }

  private void checkpoint() {
    // opened anew each time: an idle connection would cost memory, and a failed one is of no use
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("PRAGMA wal_checkpoint(PASSIVE)")) {
      if (result.next()) {
        pauseWanted = result.getLong(2) > PAGES_BEFORE_PAUSE;
      }
    } catch (SQLException e) {
      LOG.warn("moving the store's log into {} failed: {}", database.file(), e.getMessage());
    }
  }

  void close() {
    closed = true;
    LockSupport.unpark(thread);
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
