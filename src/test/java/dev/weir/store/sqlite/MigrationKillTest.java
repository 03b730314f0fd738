package dev.weir.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.store.RangeQuery;
import dev.weir.store.Transaction;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The process that raises a store's format is killed; the next one finishes, with all rows. */
@Timeout(60)
final class MigrationKillTest {
  private static final int ROWS = 1_000;
  private static final int KILLS = 4;

  @TempDir private Path directory;

  @Test
  void leavesTheOldFormatOrTheNew() throws Exception {
    long seed = Long.getLong("weir.seed", System.nanoTime());
    Random random = new Random(seed);
    Path old = directory.resolve("old.db");
    writeOldFormat(old);
    for (int kill = 0; kill < KILLS; kill++) {
      Path file = Files.createDirectory(directory.resolve("k" + kill)).resolve("store.db");
      Files.copy(old, file);
      openAndKill(file, 250 + random.nextInt(500));
      try (SqliteStore store = SqliteStore.open(file)) {
        String when = "after kill " + kill + ", -Dweir.seed=" + seed;
        assertThat(store.check()).as(when).isEmpty();
        assertThat(store.range(RangeQuery.all("/k/")).entries()).as(when).hasSize(ROWS);
      }
    }
  }

  private static void writeOldFormat(Path file) throws Exception {
    try (SqliteStore store = SqliteStore.open(file)) {
      for (int batch = 0; batch < 10; batch++) {
        Transaction.Builder rows = Transaction.builder();
        for (int row = 0; row < ROWS / 10; row++) {
          rows.put("/k/" + batch + "/" + row, new byte[10_000]);
        }
        store.commit(rows.build());
      }
    }
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      statement.execute("ALTER TABLE log DROP COLUMN sum");
      statement.execute("UPDATE meta SET value = 2 WHERE name = 'format'");
    }
  }

  private static void openAndKill(Path file, int millis) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                NativeLibraryTest.Opener.class.getName(),
                file.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    boolean _ = process.waitFor(millis, TimeUnit.MILLISECONDS);
    process.destroyForcibly().waitFor();
  }
}
