package dev.weir.store.sqlite;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the write-ahead log short without holding up commits: a connection of its own moves pages
 * into the database while commits go on. SQLite starts the log over when it meets a moment in which
 * all is moved; busy writers leave no such moment, so now and then the committing thread moves the
 * last few pages itself.
 */
final class Checkpointer {
  private static final Logger LOG = LoggerFactory.getLogger(Checkpointer.class);

  /** 4 MB. */
  private static final long PAGES_PER_CHECKPOINT = 1_000;

  /** 16 MB. */
  private static final long PAGES_PER_PAUSE = 4_000;

  private final Database database;
  private final BooleanSupplier inPlace;
  private final Thread thread =
      Thread.ofPlatform().name("weir-store-checkpoint").daemon().unstarted(this::run);
  private final AtomicLong written = new AtomicLong();
  private final ReentrantLock moving = new ReentrantLock();
  private long sincePause;
  private volatile boolean closed;

  /**
   * Moves pages of that database.
   *
   * @param inPlace false if the file has another store now
   */
  Checkpointer(Database database, BooleanSupplier inPlace) {
    this.database = database;
    this.inPlace = inPlace;
  }

  void start() {
    thread.start();
  }

  /** Counts pages that a commit added to the log. Only for the committing thread. */
  void written(long pages) {
    sincePause += pages;
    if (written.addAndGet(pages) >= PAGES_PER_CHECKPOINT) {
      LockSupport.unpark(thread);
    }
  }

  /** Moves what is left if the log has grown long. Only for the committing thread. */
  void pauseIfLong(Session session) {
    if (sincePause >= PAGES_PER_PAUSE) {
      sincePause = 0;
      moving.lock();
      try {
        session.checkpoint();
      } catch (SQLException e) {
        warn(e); // the commit can go on without
      } finally {
        moving.unlock();
      }
    }
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
    if (!inPlace.getAsBoolean()) {
      return;
    }
    moving.lock();
    // opened anew each time: an idle connection would cost memory, and a failed one is of no use
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA wal_checkpoint(PASSIVE)");
    } catch (SQLException e) {
      warn(e);
    } finally {
      moving.unlock();
    }
  }

  private void warn(SQLException e) {
    LOG.warn("moving the store's log into {} failed: {}", database.file(), e.getMessage());
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
