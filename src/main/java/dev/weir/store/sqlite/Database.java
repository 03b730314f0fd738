package dev.weir.store.sqlite;

import dev.weir.store.StoreException;
import dev.weir.store.StoreFormatException;
import java.io.File;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import java.util.OptionalLong;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;
import org.sqlite.SQLiteOpenMode;

/** Where the file is, how it is opened, and what is in it. */
record Database(Path file) {
  /**
   * The format that this program writes. In format 2 a tag's older events may lie in several
   * values; what format 1 wrote is read as it is. In format 3 each row has a checksum; opening an
   * older one adds them.
   */
  static final int FORMAT = 3;

  private static final int FIRST_WITH_SUMS = 3;

  private static final int OLDEST_FORMAT = 1;

  private static final int PAGE_SIZE = 4096;
  private static final int CACHE_KIB = -1024;
  private static final int BUSY_MILLIS = 10_000;
  private static final long LEAST_ROOM = 64 * 1024;

  /** For SQLite's library, which lies beside the store. */
  private static final long LIBRARY_ROOM = 4 * 1024 * 1024;

  /**
   * The table {@code log}: {@code id} is the revision times 2^20 plus the place in its transaction,
   * so that rows lie in the order of the log; {@code value} is null for a deletion.
   */
  private static final String[] TABLES = {
    "CREATE TABLE meta (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID",
    "CREATE TABLE log (id INTEGER PRIMARY KEY, key TEXT NOT NULL, created INTEGER NOT NULL,"
        + " value BLOB, sum INTEGER)",
    "INSERT INTO meta VALUES ('format', " + FORMAT + "), ('compacted', 0)"
  };

  /** Makes the file and its tables if they are missing, and refuses what it cannot read. */
  void prepare() {
    createFile();
    try (Connection connection = connect(true);
        Statement statement = connection.createStatement()) {
      OptionalLong format = format(statement);
      if (format.isEmpty()) {
        create(statement);
      } else if (format.getAsLong() < OLDEST_FORMAT || format.getAsLong() > FORMAT) {
        throw new StoreFormatException(file.toString(), format.getAsLong(), FORMAT);
      } else if (format.getAsLong() < FORMAT) {
        RowSum.offer(connection);
        migrate(statement, format.getAsLong());
      }
    } catch (SQLException e) {
      throw failed("open", e);
    }
  }

  /**
   * In one transaction, so that a process that ends in between leaves the format that it found.
   * From then on older programs refuse the file: they would write rows without a checksum.
   */
  private static void migrate(Statement statement, long from) throws SQLException {
    statement.execute("BEGIN IMMEDIATE");
    if (from < FIRST_WITH_SUMS) {
      statement.execute("ALTER TABLE log ADD COLUMN sum INTEGER");
      statement.execute("UPDATE log SET sum = row_sum(id, key, created, value)");
    }
    statement.execute("UPDATE meta SET value = " + FORMAT + " WHERE name = 'format'");
    statement.execute("COMMIT");
  }

  private void createFile() {
    try {
      if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
        Files.createFile(
            file,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      }
    } catch (FileAlreadyExistsException e) {
      // the usual case: the store is opened again
    } catch (IOException e) {
      throw failed("create", e);
    }
  }

  private static OptionalLong format(Statement statement) throws SQLException {
    try (ResultSet meta =
        statement.executeQuery("SELECT 1 FROM sqlite_schema WHERE name = 'meta'")) {
      if (!meta.next()) {
        return OptionalLong.empty();
      }
    }
    return number(statement, "SELECT value FROM meta WHERE name = 'format'");
  }

  private static void create(Statement statement) throws SQLException {
    statement.execute("BEGIN IMMEDIATE");
    for (String table : TABLES) {
      statement.execute(table);
    }
    statement.execute("COMMIT");
  }

  /** The first column of the first row; empty without rows or for NULL. */
  static OptionalLong number(Statement statement, String query) throws SQLException {
    try (ResultSet rows = statement.executeQuery(query)) {
      if (!rows.next()) {
        return OptionalLong.empty();
      }
      long value = rows.getLong(1);
      return rows.wasNull() ? OptionalLong.empty() : OptionalLong.of(value);
    }
  }

  /** A connection whose commits are on disk when they return, and which never checkpoints. */
  Connection connect() throws SQLException {
    return connect(false);
  }

  private Connection connect(boolean mayMake) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    if (!mayMake) {
      config.resetOpenMode(
          SQLiteOpenMode.CREATE); // a store that went away must not come back empty
    }
    config.setPageSize(PAGE_SIZE);
    config.setJournalMode(JournalMode.WAL);
    config.setSynchronous(SynchronousMode.FULL);
    config.setWalAutocheckpoint(0);
    config.setCacheSize(CACHE_KIB);
    config.setBusyTimeout(BUSY_MILLIS);
    // as a URI, because the driver takes what follows a question mark in a plain path for settings
    return config.createConnection("jdbc:sqlite:" + file.toAbsolutePath().toUri());
  }

  /** Which files the store's name and its log's name stand for now. */
  Identity identity() {
    return new Identity(key(file), key(file.resolveSibling(file.getFileName() + "-wal")));
  }

  /**
   * Device and inode.
   *
   * @param log the write-ahead log
   */
  record Identity(Object database, Object log) {
    static final Identity ANY = new Identity("", "");

    /** While nothing is open SQLite removes its log. */
    Identity withoutLog() {
      return new Identity(database, "");
    }

    boolean allows(Identity found) {
      return (database.equals("") || database.equals(found.database))
          && (log.equals("") || log.equals(found.log));
    }
  }

  private static Object key(Path path) {
    try {
      return Objects.requireNonNullElse(
          Files.readAttributes(path, BasicFileAttributes.class).fileKey(), "");
    } catch (IOException gone) {
      return "gone";
    }
  }

  StoreException failed(String what, Exception cause) {
    return new StoreException(
        switch (code(cause)) {
          case SQLITE_CORRUPT, SQLITE_NOTADB -> damage(reason(cause));
          case SQLITE_FULL -> full(what);
          case SQLITE_IOERR, SQLITE_CANTOPEN ->
              hasRoom(LEAST_ROOM) ? plain(what, cause) : full(what);
          case UNKNOWN_ERROR -> hasRoom(LIBRARY_ROOM) ? plain(what, cause) : full(what);
          default -> plain(what, cause);
        },
        cause);
  }

  private String plain(String what, Exception cause) {
    return "cannot %s the store %s: %s".formatted(what, file, reason(cause));
  }

  private String full(String what) {
    return "cannot %s the store %s: its disk is full; make room on it".formatted(what, file);
  }

  /** SQLite's shared memory has no error of its own for a lack of room. */
  private boolean hasRoom(long least) {
    File directory = file.toAbsolutePath().resolveSibling("").toFile();
    return !directory.exists() || directory.getUsableSpace() >= least;
  }

  /** The file is there and is not what was written. */
  StoreException damaged(String how) {
    return new StoreException(damage(how));
  }

  private String damage(String how) {
    return "the store %s is damaged (%s); restore the data directory from a backup"
        .formatted(file, how);
  }

  private static SQLiteErrorCode code(Exception cause) {
    return cause instanceof SQLiteException sqlite
        ? SQLiteErrorCode.getErrorCode(sqlite.getResultCode().code & 0xff)
        : SQLiteErrorCode.UNKNOWN_ERROR;
  }

  /** SQLite's own words stand in brackets at the end. */
  private static String reason(Exception cause) {
    String text = String.valueOf(cause.getMessage());
    int from = text.lastIndexOf('(');
    return cause instanceof SQLiteException && from > 0 && text.endsWith(")")
        ? text.substring(from + 1, text.length() - 1)
        : text;
  }
}
