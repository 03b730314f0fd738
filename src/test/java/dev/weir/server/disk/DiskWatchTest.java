package dev.weir.server.disk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.blob.file.FileBlobStore;
import dev.weir.reference.Digest;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DiskWatchTest {
  private final List<String> told = new ArrayList<>();
  private long free = 50;
  private boolean keeps = true;
  private Instant now = Instant.parse("2026-03-01T10:00:00Z");

  private final DiskWatch watch =
      new DiskWatch(
          List.of(
              new DiskWatch.Disk(
                  "the blobs' disk",
                  new DiskWatch.Room() {
                    @Override
                    public long capacity() {
                      return 1000;
                    }

                    @Override
                    public long free() {
                      return free;
                    }
                  })),
          message -> {
            told.add(message);
            return keeps;
          });

  private void look(long freeNow) {
    free = freeNow;
    watch.look();
  }

  @Test
  void aDiskThatIsNearlyFullIsToldOfOnceUntilThereIsRoomAgain() {
    look(101);
    assertThat(told).isEmpty();
    look(100);
    look(20);
    assertThat(told).singleElement().asString().startsWith("the blobs' disk is full to 90 %");
    look(101);
    look(100);
    assertThat(told).hasSize(2).containsOnly(told.getFirst());
  }

  @Test
  void whatCouldNotBeKeptIsSaidAgain() {
    keeps = false;
    look(10);
    look(10);
    assertThat(told).hasSize(2);
    keeps = true;
    look(10);
    look(10);
    assertThat(told).hasSize(3);
  }

  @Test
  void blobsAreCountedNowAndThen(@TempDir Path directory) throws Exception {
    try (FileBlobStore blobs = FileBlobStore.open(directory)) {
      BlobFigures figures = new BlobFigures(blobs, () -> now);
      figures.look();
      assertThat(figures.count()).isZero();
      byte[] bytes = {1, 2, 3};
      long _ = blobs.put(Digest.of(bytes), new ByteArrayInputStream(bytes));

      figures.look();
      assertThat(figures.count()).isZero();
      now = now.plus(Duration.ofMinutes(1));
      figures.look();
      assertThat(figures.count()).isEqualTo(1);
      assertThat(figures.bytes()).isEqualTo(3);
    }
  }
}
