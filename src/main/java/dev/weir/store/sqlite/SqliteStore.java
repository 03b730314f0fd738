package dev.weir.store.sqlite;

import dev.weir.store.Limits;
import dev.weir.store.StoreException;
import dev.weir.store.log.LocalLog;
import dev.weir.store.log.LocalStore;
import java.nio.file.Path;

/**
 * The durable store in one file (with SQLite's {@code -wal} and {@code -shm} beside it, the newest
 * revision in {@code -newest}, and SQLite's library in {@code lib/}).
 */
public final class SqliteStore extends LocalStore {
  /** The newest format that this program reads, and the one that it writes. */
  public static final int FORMAT = Database.FORMAT;

  /** SQLite takes a value of so many bytes; what it costs to hold more at once is memory. */
  private static final Limits LIMITS = new Limits(65_536, 1_000_000_000, 1_000_000_000);

  private final SqliteJournal journal;

  private SqliteStore(SqliteJournal journal) {
    // a platform thread: a virtual one would hold its carrier through every disk sync
    super(new LocalLog(journal, LIMITS, Thread.ofPlatform()));
    this.journal = journal;
  }

  /**
   * Opens the file, or makes it (mode 0600) in a directory that exists. Only one store at a time
   * may have it open; that is the caller's business.
   *
   * @throws StoreException if the file is of a newer format, is not a store, cannot be read, is not
   *     what was written, or is behind the newest revision that is noted beside it
   */
  public static SqliteStore open(Path file) {
    NativeLibrary.keepIn(file.resolveSibling("lib"));
    SqliteJournal journal = SqliteJournal.open(file);
    try {
      SqliteStore store = new SqliteStore(journal);
      journal.start();
      return store;
    } catch (RuntimeException e) {
      journal.close();
      throw e;
    }
  }

  /**
   * Bounds the database file, from the next commit on. Commits that would need more fail and change
   * nothing.
   *
   * @param pages of 4,096 bytes; a bound below the present size means the present size
   */
  public void limitPages(long pages) {
    betweenCommits(() -> journal.limitPages(pages));
  }

  LocalLog below() {
    return log();
  }

  /** A setting of the connection that commits, such as {@code synchronous}. */
  String pragma(String name) {
    return betweenCommits(() -> journal.pragma(name));
  }
}
