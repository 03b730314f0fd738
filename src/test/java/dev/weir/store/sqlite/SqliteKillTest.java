package dev.weir.store.sqlite;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.store.Entry;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A writing process is killed at random points; nothing that it acknowledged may be missing. */
@Timeout(60)
final class SqliteKillTest {
  private static final int KILLS = 6;

  @TempDir Path directory;

  private final Map<String, Long> acknowledged = new HashMap<>();
  private long newestAcknowledged;

  @Test
  void losesNothingAcknowledgedAndKeepsNothingHalf() throws Exception {
    long seed = Long.getLong("weir.seed", System.nanoTime());
    Random random = new Random(seed);
    Path file = directory.resolve("store.db");
    for (int kill = 0; kill < KILLS; kill++) {
      writeAndKill(file, 1 + random.nextInt(600), random.nextInt(3_000));
      try (SqliteStore store = SqliteStore.open(file)) {
        String when = "after kill " + kill + ", -Dweir.seed=" + seed;
        assertThat(store.check()).as(when).isEmpty();
        assertThat(store.revision()).as(when).isGreaterThanOrEqualTo(newestAcknowledged);
        for (int thread = 0; thread < KilledWriter.THREADS; thread++) {
          checkThread(store, "/t" + thread, when);
        }
      }
    }
    assertThat(acknowledged).isNotEmpty();
  }

  private void checkThread(SqliteStore store, String prefix, String when) {
    long a = KilledWriter.count(store, prefix + "/a");
    assertThat(a).as(when).isGreaterThanOrEqualTo(acknowledged.getOrDefault(prefix, 0L));
    assertThat(KilledWriter.count(store, prefix + "/b")).as(when).isEqualTo(a);
    assertThat(store.get(prefix + "/even").map(KilledWriter::count).filter(even -> even != a))
        .as(when)
        .isEmpty();
    assertThat(store.get(prefix + "/even").isPresent()).as(when).isEqualTo(a > 0 && a % 2 == 0);
    assertThat(store.get(prefix + "/a").map(Entry::modRevision))
        .as(when)
        .isEqualTo(store.get(prefix + "/b").map(Entry::modRevision));
  }

  private void writeAndKill(Path file, int lines, int extraMicros) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                KilledWriter.class.getName(),
                file.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (BufferedReader output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
      for (int i = 0; i < lines; i++) {
        note(output.readLine());
      }
      TimeUnit.MICROSECONDS.sleep(extraMicros);
      process.toHandle().destroyForcibly(); // Process.destroyForcibly would close the pipe too
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        note(line);
      }
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  private void note(String line) {
    String[] words = line.split(" ");
    if (words.length == 3) { // the last line may be cut off by the kill
      acknowledged.merge(words[0], Long.parseLong(words[1]), Math::max);
      newestAcknowledged = Math.max(newestAcknowledged, Long.parseLong(words[2]));
    }
  }
}
