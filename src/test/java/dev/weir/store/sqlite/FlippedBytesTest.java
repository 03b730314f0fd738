package dev.weir.store.sqlite;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.store.Entry;
import dev.weir.store.RangeQuery;
import dev.weir.store.StoreException;
import dev.weir.store.Transaction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a disk changes: the store is refused in a sentence, or it has everything. */
@Timeout(120)
class FlippedBytesTest {
  private static final int FLIPS = 100;
  private static final List<String> FILES = List.of("weir.db", "weir.db-wal", "weir.db-newest");

  @TempDir private Path directory;
  private final long seed = Long.getLong("weir.seed", System.nanoTime());
  private final Random random = new Random(seed);

  private static void fill(SqliteStore store) {
    for (int i = 0; i < 40; i++) {
      byte[] value =
          ("{\"number\":" + i + ",\"text\":\"" + "x".repeat(i * 30) + "\"}").getBytes(UTF_8);
      store.commit(Transaction.builder().put("/registry/things/" + i % 30, value).build());
    }
    store.commit(Transaction.builder().delete("/registry/things/3").build());
    store.compact(store.revision() - 10);
  }

  private static List<String> content(SqliteStore store) {
    List<String> content = new ArrayList<>(List.of("revision " + store.revision()));
    for (Entry entry : store.range(RangeQuery.all("/")).entries()) {
      content.add(entry.key() + " " + entry.modRevision() + " " + new String(entry.value(), UTF_8));
    }
    return content;
  }

  @Test
  void areNoticedInTheDatabase() throws IOException {
    Path original = directory.resolve("original");
    Files.createDirectory(original);
    List<String> expected;
    try (SqliteStore store = SqliteStore.open(original.resolve("weir.db"))) {
      fill(store);
      expected = content(store);
    }

    assertThat(refusals(original, "weir.db", expected)).isGreaterThan(FLIPS / 10);
  }

  @Test
  void areNoticedInTheLog() throws IOException {
    Path original = directory.resolve("original");
    Files.createDirectory(original);
    Path copy = Files.createDirectory(directory.resolve("copy"));
    List<String> expected;
    try (SqliteStore store = SqliteStore.open(original.resolve("weir.db"))) {
      fill(store);
      expected = content(store);
      Path note = original.resolve("weir.db-newest");
      String text = "revision " + store.revision() + "\n";
      await().until(() -> Files.exists(note) && Files.readString(note).startsWith(text));
      copy(original, copy);
    }

    assertThat(refusals(copy, "weir.db-wal", expected)).isGreaterThan(FLIPS / 10);
  }

  private static void copy(Path from, Path to) throws IOException {
    for (String name : FILES) {
      if (Files.exists(from.resolve(name))) {
        Files.copy(from.resolve(name), to.resolve(name));
      }
    }
  }

  private int refusals(Path original, String name, List<String> expected) throws IOException {
    int refused = 0;
    for (int flip = 0; flip < FLIPS; flip++) {
      Path damaged = Files.createDirectory(directory.resolve("f" + flip));
      copy(original, damaged);
      byte[] bytes = Files.readAllBytes(damaged.resolve(name));
      int at = random.nextInt(bytes.length);
      if (flip % 5 == 0) {
        bytes = Arrays.copyOf(bytes, Math.max(1, at)); // cut off
      } else {
        bytes[at] ^= (byte) (1 << random.nextInt(8));
      }
      Files.write(damaged.resolve(name), bytes);
      String when = "flip " + flip + " at byte " + at + " of " + name + ", -Dweir.seed=" + seed;
      try (SqliteStore store = SqliteStore.open(damaged.resolve("weir.db"))) {
        assertThat(content(store)).as(when).isEqualTo(expected);
      } catch (StoreException e) {
        assertThat(e.getMessage()).as(when).doesNotContain("\n", "Exception", "java.");
        refused++;
      } catch (RuntimeException e) {
        throw new AssertionError(when, e);
      }
    }
    return refused;
  }
}
