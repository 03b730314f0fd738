package dev.weir.store.sqlite;

import dev.weir.store.Entry;
import dev.weir.store.log.Batch;
import dev.weir.store.log.Change;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** The writing connection with its statements. After an SQL error it must be closed. */
final class Session implements AutoCloseable {
  private static final int PLACE_BITS = 20;

  private final Connection connection;
  private final PreparedStatement begin;
  private final PreparedStatement commit;
  private final PreparedStatement insert;
  private final PreparedStatement remove;
  private final PreparedStatement setCompacted;

  Session(Database database) throws SQLException {
    connection = database.connect();
    try {
      begin = connection.prepareStatement("BEGIN IMMEDIATE");
      commit = connection.prepareStatement("COMMIT");
      insert = connection.prepareStatement("INSERT INTO log VALUES (?, ?, ?, ?)");
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
            statement.executeQuery("SELECT id, key, created, value FROM log ORDER BY id")) {
      while (rows.next()) {
        each.accept(change(rows));
      }
    }
  }

  private static Change change(ResultSet row) throws SQLException {
    long id = row.getLong(1);
    long revision = id >> PLACE_BITS;
    int place = (int) (id - firstId(revision));
    String key = row.getString(2);
    long created = row.getLong(3);
    // an empty value comes back as null too, so deletions are told by their create revision
    Optional<Entry> entry =
        created == 0
            ? Optional.empty()
            : Optional.of(new Entry(key, value(row), created, revision));
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
      insert.setLong(1, id(change));
      insert.setString(2, change.key());
      insert.setLong(3, change.entry().map(Entry::createRevision).orElse(0L));
      insert.setBytes(4, change.entry().map(Entry::value).orElse(null));
      insert.executeUpdate();
    }
  }

  private void setCompacted(long revision) throws SQLException {
    setCompacted.setLong(1, revision);
    setCompacted.executeUpdate();
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
