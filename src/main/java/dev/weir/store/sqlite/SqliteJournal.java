package dev.weir.store.sqlite;

import dev.weir.store.Entry;
import dev.weir.store.StoreException;
import dev.weir.store.log.Batch;
import dev.weir.store.log.Change;
import dev.weir.store.log.Journal;
import java.io.IOException;
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
  private final RevisionNote note;
  private volatile Database.Identity identity = Database.Identity.ANY;
  private @Nullable Session session;
  private long newest;
  private long compacted;
  private long maxPages = NO_LIMIT;

  private SqliteJournal(Database database) {
    this.database = database;
    this.checkpointer = new Checkpointer(database, this::isInPlace);
    this.note = new RevisionNote(database.file(), this::isInPlace);
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
      journal.identity = database.identity();
      journal.requireNothingLost();
    } catch (SQLException e) {
      journal.close();
      throw database.failed("open", e);
    } catch (StoreException e) {
      journal.close();
      throw e;
    }
    return journal;
  }

  private void requireNothingLost() {
    long noted;
    try {
      noted = note.read().orElse(0);
    } catch (IOException e) {
      throw database.failed("open", e);
    }
    if (noted > newest) {
      throw new StoreException(
          ("the store %s ends at revision %d, and revision %d was written before: its -wal file is"
               + " missing or damaged, or an older copy was put in its place; restore the data"
               + " directory from a backup")
                  .formatted(database.file(), newest, noted)
              + (newest > 1
                  ? ", or remove " + note.file() + " to go on without what is lost"
                  : ""));
    }
  }

  /** Begins the work beside the commits. */
  void start() {
    checkpointer.start();
    note.start(newest);
  }

  @Override
  public long compactedRevision() {
    return compacted;
  }

  @Override
  public void replay(Consumer<Change> each) {
    long[] last = {Math.max(compacted, 1)};
    try {
      session()
          .replay(
              change -> {
                requireNext(last[0], change.revision());
                last[0] = Math.max(last[0], change.revision());
                each.accept(change);
              });
    } catch (SQLException e) {
      throw database.failed("read", e);
    }
  }

  /** Every revision that is not compacted has rows. */
  private void requireNext(long last, long revision) {
    if (revision > last + 1) {
      throw database.damaged("revision " + (last + 1) + " is missing");
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
    requireInPlace(); // after the write: before it, it could still go
    if (!batch.added().isEmpty()) {
      newest = batch.added().getLast().revision();
    }
    compacted = batch.compacted();
    note.reached(newest);
    checkpointer.written(pages(batch));
  }

  @Override
  public void probe() {
    try {
      session().probe();
    } catch (SQLException e) {
      abandonSession();
      throw database.failed("write to", e);
    }
    requireInPlace();
  }

  @Override
  public boolean isInPlace() {
    return identity.allows(database.identity());
  }

  private void requireInPlace() {
    if (!isInPlace()) {
      abandonSession();
      throw gone();
    }
  }

  private StoreException gone() {
    return new StoreException(
        "the store %s was moved, removed or replaced under the server; nothing was stored"
            .formatted(database.file()));
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
      Object file = identity.database();
      if (!database.identity().database().equals(file)) {
        throw gone();
      }
      open = new Session(database);
      session = open; // closed by abandonSession if what follows fails
      open.limitPages(maxPages);
      open.takeBack(newest, compacted);
      identity = database.identity();
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
      if (isInPlace()) {
        identity = identity.withoutLog();
        close(failed);
      } else {
        LOG.debug("left open: closing would remove the log of what stands in the store's place");
      }
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
    note.close();
    abandonSession();
  }
}
