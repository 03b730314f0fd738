package dev.weir.store.sqlite;

import dev.weir.store.Entry;
import dev.weir.store.StoreException;
import dev.weir.store.log.Batch;
import dev.weir.store.log.Change;
import dev.weir.store.log.Journal;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes each batch as one SQLite transaction, and starts afresh after an error. */
final class SqliteJournal implements Journal {
  private static final Logger LOG = LoggerFactory.getLogger(SqliteJournal.class);
  private static final long NO_LIMIT = 0xffff_fffeL;

  private final Database database;
  private final Checkpointer checkpointer;
  private @Nullable Session session;
  private long newest;
  private long compacted;
  private long maxPages = NO_LIMIT;

  private SqliteJournal(Database database) {
    this.database = database;
    this.checkpointer = new Checkpointer(database);
  }

  static SqliteJournal open(Path file) {
    Database database = new Database(file);
    database.prepare();
    SqliteJournal journal = new SqliteJournal(database);
    try {
      Session session = new Session(database);
      journal.session = session;
      journal.compacted = session.compacted();
      journal.newest = Math.max(session.newest().orElse(0), journal.compacted);
    } catch (SQLException e) {
      journal.close();
      throw database.failed("open", e);
    }
    journal.checkpointer.start();
    return journal;
  }

  @Override
  public long compactedRevision() {
    return compacted;
  }

  @Override
  public void replay(Consumer<Change> each) {
    try {
      session().replay(each);
    } catch (SQLException e) {
      throw database.failed("read", e);
    }
  }

  @Override
  public void write(Batch batch) {
    try {
      Session writing = session();
      checkpointer.pauseIfLong(writing);
      writing.write(batch, batch.compacted() != compacted);
    } catch (SQLException e) {
      abandonSession();
      throw new StoreException(
          database.failed("write to", e).getMessage() + "; nothing was stored", e);
    }
    if (!batch.added().isEmpty()) {
      newest = batch.added().getLast().revision();
    }
    compacted = batch.compacted();
    checkpointer.written(pages(batch));
  }

  /** About how many pages a batch adds to the write-ahead log. */
  private static long pages(Batch batch) {
    long bytes = 0;
    for (Change change : batch.added()) {
      bytes += 64 + change.entry().map(Entry::value).map(value -> value.length).orElse(0);
    }
    return 2 + bytes / 4096 + batch.removed().size();
  }

  private Session session() throws SQLException {
    Session open = session;
    if (open == null) {
      open = new Session(database);
      session = open; // closed by abandonSession if what follows fails
      open.limitPages(maxPages);
      open.takeBack(newest, compacted);
    }
    return open;
  }

  /**
   * Gives the connection up, which ends its transaction: what state an error left it and its
   * statements in need not be known. What may have reached the write-ahead log all the same is
   * taken back when the next connection is made.
   */
  private void abandonSession() {
    Session failed = session;
    if (failed != null) {
      session = null;
      close(failed);
    }
  }

  private static void close(Session session) {
    try {
      session.close();
    } catch (SQLException e) {
      LOG.warn("closing a connection to the store failed: {}", e.getMessage());
    }
  }

  boolean limitPages(long pages) {
    maxPages = pages;
    try {
      session().limitPages(pages);
      return true;
    } catch (SQLException e) {
      throw database.failed("limit", e);
    }
  }

  String pragma(String name) {
    try {
      return session().pragma(name);
    } catch (SQLException e) {
      throw database.failed("read", e);
    }
  }

  @Override
  public void close() {
    checkpointer.close();
    abandonSession();
  }
}
