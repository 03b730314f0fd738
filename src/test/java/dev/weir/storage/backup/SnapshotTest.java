package dev.weir.storage.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.backup.Item;
import dev.weir.backup.ItemReader;
import dev.weir.backup.ItemWriter;
import dev.weir.blob.memory.MemoryBlobStore;
import dev.weir.objects.value.ValueCodec;
import dev.weir.store.Compactor;
import dev.weir.store.Pins;
import dev.weir.store.Retention;
import dev.weir.store.Transaction;
import dev.weir.store.memory.MemoryStore;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The store of a backup is that of one revision, whatever is written and forgotten meanwhile. */
class SnapshotTest {
  private static final int KEYS = 1200; // more than one page

  private final MemoryStore store = new MemoryStore();
  private final Pins pins = new Pins();
  private Instant now = Instant.EPOCH;

  @AfterEach
  void close() {
    store.close();
  }

  private static final class NoFiles implements BackupSource.SmallFiles {
    @Override
    public Map<String, byte[]> plain() {
      return Map.of("some", new byte[] {1, 2});
    }

    @Override
    public Map<String, byte[]> keys() {
      return Map.of();
    }
  }

  private Snapshot snapshot() {
    return new Snapshot(
        new BackupSource(
            store,
            pins,
            ValueCodec.PLAIN,
            new MemoryBlobStore(() -> now),
            new NoFiles(),
            () -> () -> {}),
        false);
  }

  private void put(String key, String value) {
    store.commit(Transaction.builder().put(key, value.getBytes(StandardCharsets.UTF_8)).build());
  }

  private Compactor compactor(long bytes) {
    InstantSource clock = () -> now;
    return new Compactor(store, new Retention(Duration.ofMinutes(5), 10, bytes), clock, pins);
  }

  /** What is written, where something happens after so many bytes. */
  private static final class Interrupted extends ByteArrayOutputStream {
    private final int after;
    private Optional<Runnable> happens;

    Interrupted(int after, Runnable happens) {
      this.after = after;
      this.happens = Optional.of(happens);
    }

    @Override
    public synchronized void write(byte[] bytes, int from, int length) {
      super.write(bytes, from, length);
      if (size() > after && happens.isPresent()) {
        Runnable once = happens.get();
        happens = Optional.empty();
        once.run();
      }
    }

    @Override
    public void write(byte[] bytes) {
      write(bytes, 0, bytes.length);
    }
  }

  private static List<Item> items(ByteArrayOutputStream written) throws IOException {
    List<Item> found = new ArrayList<>();
    try (ItemReader reader =
        new ItemReader(new ByteArrayInputStream(written.toByteArray()), "it")) {
      for (Optional<Item> next = reader.next(); next.isPresent(); next = reader.next()) {
        found.add(next.get());
      }
    }
    return found;
  }

  private void fill() {
    for (int i = 0; i < KEYS; i++) {
      put("/registry/core/configmaps/demo/c%04d".formatted(i), "before");
    }
  }

  private void changeEverything(Compactor compactor) {
    for (int i = 0; i < KEYS; i++) {
      put("/registry/core/configmaps/demo/c%04d".formatted(i), "after");
    }
    compactor.tick();
    now = now.plus(Duration.ofHours(1));
    compactor.tick();
  }

  @Test
  void aCompactionLeavesTheRevisionThatIsRead() throws Exception {
    fill();
    Compactor compactor = compactor(1 << 20);
    compactor.tick();
    Interrupted out = new Interrupted(100, () -> changeEverything(compactor));
    snapshot().write(new ItemWriter(out));

    assertThat(items(out)).hasSize(KEYS + 1);
    assertThat(items(out).stream().limit(KEYS))
        .allSatisfy(item -> assertThat(item.value()).asString().isEqualTo("before"));
    compactor.tick();
    assertThat(store.compactedRevision()).as("it is let go at the end").isGreaterThan(KEYS);
  }

  @Test
  void whatDoesNotFitIntoMemoryBesideItLetsItBeginAnew() throws Exception {
    fill();
    Compactor compactor = compactor(100);
    compactor.tick();
    Interrupted out = new Interrupted(100, () -> changeEverything(compactor));
    snapshot().write(new ItemWriter(out));

    List<Item> items = items(out);
    int again = items.stream().map(Item::kind).toList().indexOf(Item.Kind.AGAIN);
    assertThat(again).as("it began twice").isPositive();
    assertThat(items.subList(again + 1, items.size())).hasSize(KEYS + 1);
    assertThat(items.subList(again + 1, again + 1 + KEYS))
        .allSatisfy(item -> assertThat(item.value()).asString().isEqualTo("after"));
  }
}
