package dev.weir.store.sqlite;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.weir.store.Store;
import dev.weir.store.StoreException;
import dev.weir.store.Transaction;
import dev.weir.store.TransactionResult.Committed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store whose files are not what was written: refused in a sentence, and never quietly less. */
class DamagedStoreTest {
  @TempDir private Path directory;
  private Path file;

  @BeforeEach
  void nameFile() {
    file = directory.resolve("weir.db");
  }

  private static long put(Store store, String key, String value) {
    Transaction transaction = Transaction.builder().put(key, value.getBytes(UTF_8)).build();
    return ((Committed) store.commit(transaction)).revision();
  }

  private void sql(String statement) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement open = connection.createStatement()) {
      open.execute(statement);
    }
  }

  private void requireRefused(String... words) {
    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(() -> SqliteStore.open(file).close())
        .withMessageContainingAll(words)
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("Exception", "org.", "\n"));
  }

  private Path log() {
    return directory.resolve("weir.db-wal");
  }

  private Path note() {
    return directory.resolve("weir.db-newest");
  }

  /** The files as a killed process leaves them, its note up to date. */
  private Path copyOfRunning(Store store) throws IOException {
    String text = "revision " + store.revision() + "\n";
    await().until(() -> Files.exists(note()) && Files.readString(note()).startsWith(text));
    Path copy = Files.createDirectory(directory.resolve("copy"));
    for (String name : new String[] {"weir.db", "weir.db-wal", "weir.db-newest"}) {
      Files.copy(directory.resolve(name), copy.resolve(name));
    }
    return copy;
  }

  @Test
  void noticesAValueThatTheDiskChanged() throws Exception {
    try (SqliteStore store = SqliteStore.open(file)) {
      put(store, "/registry/core/configmaps/demo/a", "some text that is easily found");
    }
    byte[] bytes = Files.readAllBytes(file);
    int at = new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf("easily");
    bytes[at] ^= 1;
    Files.write(file, bytes);

    requireRefused(
        file.toString(), "damaged", "/registry/core/configmaps/demo/a", "revision 2", "backup");
  }

  @Test
  void noticesAKeyThatTheDiskChanged() throws Exception {
    try (SqliteStore store = SqliteStore.open(file)) {
      put(store, "/a", "x");
    }
    sql("UPDATE log SET key = '/b'");

    requireRefused("damaged", "/b");
  }

  @Test
  void noticesARevisionThatIsMissing() throws Exception {
    try (SqliteStore store = SqliteStore.open(file)) {
      put(store, "/a", "x");
      put(store, "/b", "x");
      put(store, "/c", "x");
    }
    sql("DELETE FROM log WHERE key = '/b'");

    requireRefused("damaged", "revision 3 is missing");
  }

  @Test
  void noticesADamagedPage() throws Exception {
    try (SqliteStore store = SqliteStore.open(file)) {
      for (int i = 0; i < 50; i++) {
        put(store, "/k/" + i, "x".repeat(1_000));
      }
    }
    byte[] bytes = Files.readAllBytes(file);
    java.util.Arrays.fill(bytes, 5 * 4096, 6 * 4096, (byte) 0xff);
    Files.write(file, bytes);

    requireRefused(file.toString(), "damaged", "backup");
  }

  @Test
  void noticesThatItsLogIsMissing() throws Exception {
    try (SqliteStore store = SqliteStore.open(file)) {
      put(store, "/a", "x");
      put(store, "/b", "x");
      Path copy = copyOfRunning(store);
      Files.delete(copy.resolve("weir.db-wal"));
      file = copy.resolve("weir.db");
    }

    requireRefused("ends at revision 0", "revision 3 was written", "-wal", "backup");
  }

  @Test
  void noticesThatItsLogIsTorn() throws Exception {
    try (SqliteStore store = SqliteStore.open(file)) {
      for (int i = 0; i < 20; i++) {
        put(store, "/k/" + i, "x".repeat(5_000));
      }
      Path copy = copyOfRunning(store);
      byte[] torn = Files.readAllBytes(copy.resolve("weir.db-wal"));
      torn[torn.length / 2] ^= 1;
      Files.write(copy.resolve("weir.db-wal"), torn);
      file = copy.resolve("weir.db");
    }

    requireRefused("revision 21 was written", "backup");
  }

  @Test
  void noticesThatItIsAnOlderCopy() throws Exception {
    try (SqliteStore store = SqliteStore.open(file)) {
      put(store, "/a", "x");
    }
    byte[] older = Files.readAllBytes(file);
    try (SqliteStore store = SqliteStore.open(file)) {
      put(store, "/b", "x");
    }
    Files.write(file, older);

    requireRefused(
        "ends at revision 2", "revision 3 was written", "older copy", "remove " + note());
    Files.delete(note());
    try (SqliteStore store = SqliteStore.open(file)) {
      assertThat(store.revision()).as("as the sentence said").isEqualTo(2);
    }
  }

  @Test
  void goesOnWithoutANoteThatCanBeRead() throws Exception {
    try (SqliteStore store = SqliteStore.open(file)) {
      put(store, "/a", "x");
    }
    Files.writeString(note(), "revision 900\nsum 00000000\n");

    try (SqliteStore store = SqliteStore.open(file)) {
      assertThat(store.get("/a")).isPresent();
    }
    assertThat(note()).content().startsWith("revision 2\n");
  }

  @Test
  void refusesWritesWhenItsDirectoryIsMovedAndTakesThemWhenItIsBack() throws Exception {
    Path home = Files.createDirectory(directory.resolve("home"));
    Path away = directory.resolve("away");
    try (SqliteStore store = SqliteStore.open(home.resolve("weir.db"))) {
      put(store, "/a", "x");
      assertThat(store.trouble()).isEmpty();

      Files.move(home, away);

      assertThat(store.trouble()).hasValueSatisfying(t -> assertThat(t).contains("moved"));
      for (int attempt = 0; attempt < 2; attempt++) {
        assertThatExceptionOfType(StoreException.class)
            .isThrownBy(() -> put(store, "/b", "x"))
            .withMessageContaining("nothing was stored");
      }
      assertThat(home).as("nothing is made anew there").doesNotExist();
      assertThat(store.get("/a")).isPresent();

      Files.move(away, home);

      assertThat(store.trouble()).isEmpty();
      assertThat(put(store, "/c", "x")).isEqualTo(3);
      assertThat(store.get("/b")).isEmpty();
      assertThat(store.check()).isEmpty();
    }
  }

  @Test
  void refusesWritesWhenItsLogIsRemoved() throws Exception {
    try (SqliteStore store = SqliteStore.open(file)) {
      put(store, "/a", "x");
      Files.delete(log());

      assertThatExceptionOfType(StoreException.class).isThrownBy(() -> put(store, "/b", "x"));
    }
  }

  @Test
  void leavesAloneWhatStandsInItsPlace() throws Exception {
    Path home = Files.createDirectory(directory.resolve("home"));
    SqliteStore store = SqliteStore.open(home.resolve("weir.db"));
    for (int i = 0; i < 10; i++) {
      put(store, "/a", "x");
    }
    Files.move(home, directory.resolve("away"));
    Files.createDirectory(home);
    SqliteStore other = SqliteStore.open(home.resolve("weir.db"));
    put(other, "/other", "x");

    assertThatExceptionOfType(StoreException.class).isThrownBy(() -> put(store, "/b", "x"));
    store.close();

    assertThat(home.resolve("weir.db-wal")).exists();
    put(other, "/other", "y");
    other.close();
    try (SqliteStore again = SqliteStore.open(home.resolve("weir.db"))) {
      assertThat(again.revision()).isEqualTo(3);
    }
  }
}
