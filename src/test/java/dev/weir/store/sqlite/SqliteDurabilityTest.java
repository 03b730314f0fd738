package dev.weir.store.sqlite;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.store.RangeQuery;
import dev.weir.store.Store;
import dev.weir.store.StoreException;
import dev.weir.store.Transaction;
import dev.weir.store.TransactionResult.Committed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is particular to the file: syncing, lack of room, formats. */
final class SqliteDurabilityTest {
  @TempDir Path directory;
  private Path file;

  @BeforeEach
  void nameFile() {
    file = directory.resolve("store.db");
  }

  private static long put(Store store, String key, int size) {
    Transaction transaction = Transaction.builder().put(key, new byte[size]).build();
    return ((Committed) store.commit(transaction)).revision();
  }

  private Connection sql() throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + file);
  }

  private long count(String query) throws SQLException {
    try (Connection connection = sql();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      return rows.getLong(1);
    }
  }

  @Test
  void syncsTheWriteAheadLogAtEachCommit() {
    try (SqliteStore store = SqliteStore.open(file)) {
      assertThat(store.pragma("synchronous")).as("FULL").isEqualTo("2");
      assertThat(store.pragma("journal_mode")).isEqualTo("wal");
    }
  }

  @Test
  void answersWhenAnotherConnectionSeesTheRow() throws Exception {
    try (SqliteStore store = SqliteStore.open(file)) {
      for (int i = 1; i <= 5; i++) {
        put(store, "/k/" + i, 10);
        assertThat(count("SELECT count(*) FROM log")).isEqualTo(i);
      }
    }
  }

  @Test
  void failsWithoutRoomAndWorksAgainWithRoom() {
    try (SqliteStore store = SqliteStore.open(file)) {
      store.limitPages(40);
      long newest = fill(store);
      assertThat(store.revision()).isEqualTo(newest);
      assertThatThrownBy(() -> put(store, "/more", 5_000))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("nothing was stored")
          .hasMessageContaining(file.toString());
      assertThat(store.get("/more")).isEmpty();
      assertThat(store.check()).isEmpty();

      store.limitPages(1_000);

      assertThat(put(store, "/more", 5_000)).isEqualTo(newest + 1);
    }
    try (SqliteStore again = SqliteStore.open(file)) {
      assertThat(again.get("/more")).isPresent();
      assertThat(again.check()).isEmpty();
    }
  }

  /** Writes until the store refuses; returns the last acknowledged revision. */
  private static long fill(Store store) {
    long newest = store.revision();
    try {
      while (newest < 1_000) {
        newest = put(store, "/k/" + newest, 5_000);
      }
    } catch (StoreException e) {
      return newest;
    }
    throw new AssertionError("the limit was not kept");
  }

  @Test
  void findsRoomByForgettingThePast() {
    try (SqliteStore store = SqliteStore.open(file)) {
      put(store, "/k", 40_000);
      put(store, "/k", 40_000);
      put(store, "/k", 40_000);
      store.limitPages(1);
      assertThatThrownBy(() -> put(store, "/k", 40_000)).isInstanceOf(StoreException.class);
      store.compact(store.revision());
      assertThat(put(store, "/k", 20_000)).isEqualTo(5);
    }
  }

  @Test
  void failsOrKeepsEachOfManyConcurrentCommitsWhenRoomEnds() throws Exception {
    List<String> acknowledged = new ArrayList<>();
    try (SqliteStore store = SqliteStore.open(file);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      store.limitPages(60);
      acknowledged.add(attempt(store, 100));
      List<Callable<String>> tasks =
          IntStream.range(0, 100).<Callable<String>>mapToObj(i -> () -> attempt(store, i)).toList();
      for (Future<String> done : threads.invokeAll(tasks)) {
        acknowledged.add(done.get());
      }
    }
    acknowledged.removeIf(String::isEmpty);
    assertThat(acknowledged).hasSizeBetween(1, 100); // all in one batch fail together
    try (SqliteStore again = SqliteStore.open(file)) {
      assertThat(again.range(RangeQuery.all("/k/")).entries())
          .extracting(entry -> entry.key())
          .containsExactlyInAnyOrderElementsOf(acknowledged);
      assertThat(again.revision()).isEqualTo(1 + acknowledged.size());
    }
  }

  private static String attempt(Store store, int number) {
    try {
      put(store, "/k/" + number, 5_000);
      return "/k/" + number;
    } catch (StoreException e) {
      return "";
    }
  }

  @Test
  void neverGoesBackInRevisionsWhenTheNewestRowsAreForgotten() {
    try (SqliteStore store = SqliteStore.open(file)) {
      put(store, "/a", 1);
      store.commit(Transaction.builder().delete("/a").build());
      store.compact(3);
    }
    try (SqliteStore again = SqliteStore.open(file)) {
      assertThat(again.revision()).isEqualTo(3);
      assertThat(put(again, "/a", 1)).isEqualTo(4);
    }
  }

  @Test
  void clearsForgottenRowsFromTheFile() throws Exception {
    try (SqliteStore store = SqliteStore.open(file)) {
      for (int i = 0; i < 200; i++) {
        put(store, "/k/" + i % 2, 100);
      }
      store.compact(store.revision());
      put(store, "/last", 1);
      put(store, "/last", 1);
      put(store, "/last", 1);
      put(store, "/last", 1);
      assertThat(store.check()).isEmpty();
      assertThat(count("SELECT count(*) FROM log")).isEqualTo(6);
    }
  }

  @Test
  void refusesANewerFormatAndNamesBoth() throws Exception {
    SqliteStore.open(file).close();
    try (Connection connection = sql();
        Statement statement = connection.createStatement()) {
      statement.execute("UPDATE meta SET value = 7 WHERE name = 'format'");
    }
    assertThatThrownBy(() -> SqliteStore.open(file))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("format 7")
        .hasMessageContaining("format 3");
    assertThat(count("SELECT value FROM meta WHERE name = 'format'")).isEqualTo(7);
  }

  @Test
  void opensTheFirstFormatAndKeepsOlderProgramsOutFromThenOn() throws Exception {
    try (SqliteStore store = SqliteStore.open(file)) {
      put(store, "/kept", 1);
    }
    try (Connection connection = sql();
        Statement statement = connection.createStatement()) {
      statement.execute("ALTER TABLE log DROP COLUMN sum");
      statement.execute("UPDATE meta SET value = 1 WHERE name = 'format'");
    }
    try (SqliteStore store = SqliteStore.open(file)) {
      assertThat(store.get("/kept")).isPresent();
    }
    assertThat(count("SELECT value FROM meta WHERE name = 'format'")).isEqualTo(3);
    assertThat(count("SELECT count(*) FROM log WHERE sum IS NOT NULL")).isEqualTo(1);
  }

  @Test
  void refusesAFileThatIsNoStore() throws Exception {
    Files.writeString(file, "something else, and long enough to be looked at".repeat(100), UTF_8);
    assertThatThrownBy(() -> SqliteStore.open(file))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining(file.toString());
  }

  @Test
  void keepsTheFileToItsOwner() throws Exception {
    try (SqliteStore store = SqliteStore.open(file)) {
      put(store, "/a", 1);
      for (String name : List.of("store.db", "store.db-wal", "store.db-shm")) {
        assertThat(
                PosixFilePermissions.toString(
                    Files.getPosixFilePermissions(directory.resolve(name))))
            .as(name)
            .isEqualTo("rw-------");
      }
    }
  }

  @Test
  void takesAnyFileName() {
    file = directory.resolve("a store?cache=shared#%41 ü.db");
    try (SqliteStore store = SqliteStore.open(file)) {
      put(store, "/a", 1);
    }
    assertThat(file).exists();
    assertThat(directory).isDirectoryContaining(path -> path.equals(file));
  }

  @Test
  void boundsTheWriteAheadLogUnderSteadyWrites() throws Exception {
    try (SqliteStore store = SqliteStore.open(file)) {
      for (int i = 0; i < 120; i++) {
        put(store, "/k/" + i, 500_000);
      }
      assertThat(Files.size(directory.resolve("store.db-wal"))).isLessThan(48L << 20);
    }
  }
}
