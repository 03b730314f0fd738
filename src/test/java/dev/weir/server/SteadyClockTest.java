package dev.weir.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.blob.BlobUpload;
import dev.weir.blob.file.FileBlobStore;
import dev.weir.store.Compactor;
import dev.weir.store.Retention;
import dev.weir.store.Transaction;
import dev.weir.store.memory.MemoryStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The machine's clock is put back while a server runs; its intervals go on. */
class SteadyClockTest {
  private static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");

  @TempDir private Path directory;
  private final AtomicReference<Instant> wall = new AtomicReference<>(NOON);
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5); // such a count may wrap
  private final SteadyClock steady = SteadyClock.from(wall::get, nanos::get);

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  @Test
  void goesOnEvenlyWhateverIsDoneToTheClock() {
    pass(Duration.ofMinutes(5));
    wall.set(NOON.minus(Duration.ofDays(400)));

    assertThat(steady.instant()).isEqualTo(NOON.plus(Duration.ofMinutes(5)));
  }

  @Test
  void compactsAfterTheClockWentBack() {
    try (MemoryStore store = new MemoryStore()) {
      Retention retention = new Retention(Duration.ofMinutes(5), 1_000, 1_000);
      Compactor compactor = new Compactor(store, retention, steady);
      store.commit(Transaction.builder().put("/a", new byte[1]).build());
      store.commit(Transaction.builder().put("/a", new byte[1]).build());
      compactor.tick();
      wall.set(NOON.minus(Duration.ofDays(400)));
      pass(Duration.ofMinutes(6));

      compactor.tick();

      assertThat(store.compactedRevision()).isEqualTo(3);
    }
  }

  @Test
  void sweepsUploadsThatAreIdleAndNoOthersWhateverTheirFilesSay() throws IOException {
    Instant start = steady.instant();
    try (FileBlobStore blobs = FileBlobStore.open(directory, () -> true, steady)) {
      BlobUpload idle = blobs.start();
      idle.append(new ByteArrayInputStream(new byte[] {1}));
      idle.close();
      stamp(idle, NOON.plus(Duration.ofDays(400)));
      pass(Duration.ofHours(25));
      BlobUpload fresh = blobs.start();
      fresh.append(new ByteArrayInputStream(new byte[] {1}));
      fresh.close();
      stamp(fresh, NOON.minus(Duration.ofDays(400)));

      assertThat(blobs.cancelUploadsIdleSince(start.plus(Duration.ofHours(1)))).isEqualTo(1);

      assertThat(blobs.resume(idle.id())).isEmpty();
      assertThat(blobs.resume(fresh.id())).isPresent();
    }
  }

  @Test
  void countsForUploadsFromTheFutureFromTheStartOn() throws IOException {
    BlobUpload left;
    try (FileBlobStore before = FileBlobStore.open(directory, () -> true, steady)) {
      left = before.start();
      left.close();
    }
    stamp(left, NOON.plus(Duration.ofDays(400)));
    try (FileBlobStore blobs = FileBlobStore.open(directory, () -> true, steady)) {
      pass(Duration.ofHours(25));

      assertThat(blobs.cancelUploadsIdleSince(NOON.plus(Duration.ofHours(1)))).isEqualTo(1);
    }
  }

  private void stamp(BlobUpload upload, Instant time) throws IOException {
    Files.setLastModifiedTime(
        directory.resolve("uploads/" + upload.id() + "/data"), FileTime.from(time));
  }
}
