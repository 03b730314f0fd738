package dev.weir.store.sqlite;

import dev.weir.store.Entry;
import dev.weir.store.log.Batch;
import dev.weir.store.log.Change;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The writing connection with its statements. After an SQL error it must be closed. */
final class Session implements AutoCloseable {
  private static final int PLACE_BITS = 20;

  private final Database database;
  private final Connection connection;
  private final PreparedStatement begin;
  private final PreparedStatement commit;
  private final PreparedStatement insert;
  private final PreparedStatement remove;
  private final PreparedStatement setCompacted;

  Session(Database database) throws SQLException {
    this.database = database;
    connection = database.connect();
    try {
      begin = connection.prepareStatement("BEGIN IMMEDIATE");
      commit = connection.prepareStatement("COMMIT");
      insert = connection.prepareStatement("INSERT INTO log VALUES (?, ?, ?, ?, ?)");
      remove = connection.prepareStatement("DELETE FROM log WHERE id = ? AND key = ?");
      setCompacted =
          connection.prepareStatement("UPDATE meta SET value = ? WHERE name = 'compacted'");
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  private static long firstId(long revision) {
    return revision << PLACE_BITS;
  }

  private static long id(Change row) {
    return firstId(row.revision()) + row.place();
  }

  void replay(Consumer<Change> each) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery("SELECT id, key, created, value, sum FROM log ORDER BY id")) {
      while (rows.next()) {
        each.accept(change(rows));
      }
    }
  }

  private Change change(ResultSet row) throws SQLException {
    long id = row.getLong(1);
    long revision = id >> PLACE_BITS;
    int place = (int) (id - firstId(revision));
    String key = Objects.requireNonNullElse(row.getString(2), ""); // damage can make it null
    long created = row.getLong(3);
    byte[] value = value(row);
    if (row.getLong(5) != RowSum.of(id, key, created, value) || row.wasNull()) {
      throw database.damaged(
          "what it has for " + key + " at revision " + revision + " was changed");
    }
    // an empty value comes back as null too, so deletions are told by their create revision
    Optional<Entry> entry =
        created == 0 ? Optional.empty() : Optional.of(new Entry(key, value, created, revision));
    return new Change(key, revision, place, entry);
  }

  private static byte[] value(ResultSet row) throws SQLException {
    byte[] value = row.getBytes(4);
    return value == null ? new byte[0] : value;
  }

  OptionalLong newest() throws SQLException {
    OptionalLong id = number("SELECT max(id) FROM log");
    return id.isPresent() ? OptionalLong.of(id.getAsLong() >> PLACE_BITS) : id;
  }

  long compacted() throws SQLException {
    return number("SELECT value FROM meta WHERE name = 'compacted'").orElse(0);
  }

  /** Takes back what a failed commit may have left in the write-ahead log. */
  void takeBack(long newest, long compacted) throws SQLException {
    if (newest().orElse(0) <= newest && compacted() == compacted) {
      return;
    }
    begin.execute();
    try (Statement statement = connection.createStatement()) {
      statement.execute("DELETE FROM log WHERE id >= " + firstId(newest + 1));
    }
    setCompacted(compacted);
    commit.execute();
  }

  void write(Batch batch, boolean compactedChanged) throws SQLException {
    begin.execute();
    for (Change row : batch.removed()) {
      remove.setLong(1, id(row));
      remove.setString(2, row.key());
      remove.executeUpdate();
    }
    insert(batch); // after the removals, whose room it may need
    if (compactedChanged) {
      setCompacted(batch.compacted());
    }
    commit.execute();
  }

  private void insert(Batch batch) throws SQLException {
    for (Change change : batch.added()) {
      long id = id(change);
      long created = change.entry().map(Entry::createRevision).orElse(0L);
      byte @Nullable [] value = change.entry().map(Entry::value).orElse(null);
      insert.setLong(1, id);
      insert.setString(2, change.key());
      insert.setLong(3, created);
      insert.setBytes(4, value);
      insert.setLong(5, RowSum.of(id, change.key(), created, value));
      insert.executeUpdate();
    }
  }

  private void setCompacted(long revision) throws SQLException {
    setCompacted.setLong(1, revision);
    setCompacted.executeUpdate();
  }

  /** Writes something, to find out whether that is possible. */
  void probe() throws SQLException {
    begin.execute();
    try (Statement statement = connection.createStatement()) {
      statement.execute("UPDATE meta SET value = value WHERE name = 'compacted'");
    }
    commit.execute();
  }

  void limitPages(long pages) throws SQLException {
    number("PRAGMA max_page_count = " + pages);
  }

  /** Moves pages of the write-ahead log into the database, as far as no reader needs them. */
  void checkpoint() throws SQLException {
    number("PRAGMA wal_checkpoint(PASSIVE)");
  }

  String pragma(String name) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("PRAGMA " + name)) {
      return rows.getString(1);
    }
  }

  private OptionalLong number(String query) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      return Database.number(statement, query);
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
