package dev.weir.blob.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.blob.Blob;
import dev.weir.blob.DigestMismatchException;
import dev.weir.blob.memory.MemoryBlobStore;
import dev.weir.reference.Digest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Blobs that one directory takes over from another. */
class AdoptedFileTest {
  private static final byte[] BYTES = random(300_000);
  private static final Digest DIGEST = Digest.of(BYTES);

  @TempDir private Path directory;
  private FileBlobStore mirror;
  private FileBlobStore blobs;

  @BeforeEach
  void open() throws IOException {
    mirror = FileBlobStore.open(directory.resolve("mirror"));
    blobs = FileBlobStore.open(directory.resolve("blobs"));
    mirror.put(DIGEST, new ByteArrayInputStream(BYTES));
  }

  private Path file(String store) {
    return directory
        .resolve(store)
        .resolve("blobs/sha256")
        .resolve(DIGEST.hex().substring(0, 2))
        .resolve(DIGEST.hex());
  }

  private Path uploads(String store) {
    return directory.resolve(store).resolve("uploads");
  }

  private static void flipOneByte(Path file) throws IOException {
    FileTime before = Files.getLastModifiedTime(file);
    byte[] bytes = Files.readAllBytes(file);
    bytes[150_000] ^= 1;
    Files.write(file, bytes);
    Files.setLastModifiedTime(file, before);
  }

  @Test
  void areOneFileUnderTwoNames() throws IOException {
    blobs.adopt(DIGEST, mirror);

    assertThat(Files.isSameFile(file("blobs"), file("mirror"))).isTrue();
    assertThat(uploads("blobs")).isEmptyDirectory();
  }

  @Test
  void areAdoptedAgainWithoutARest() throws IOException {
    blobs.adopt(DIGEST, mirror);
    blobs.adopt(DIGEST, mirror);

    assertThat(Files.isSameFile(file("blobs"), file("mirror"))).isTrue();
    assertThat(uploads("blobs")).isEmptyDirectory();
  }

  @Test
  void stayWhenTheOtherStoreIsThrownAway() throws IOException {
    blobs.adopt(DIGEST, mirror);
    mirror.delete(DIGEST);

    try (Blob blob = blobs.open(DIGEST).orElseThrow()) {
      assertThat(Channels.newInputStream(blob.channel()).readAllBytes()).isEqualTo(BYTES);
    }
  }

  @Test
  void countAsBroughtWhenTheyWereAdopted() throws IOException {
    Instant now = Instant.parse("2026-03-01T10:00:00Z");
    Instant[] clock = {now};
    FileBlobStore store =
        FileBlobStore.open(directory.resolve("later"), () -> true, (InstantSource) () -> clock[0]);
    clock[0] = now.plus(Duration.ofHours(2));
    store.adopt(DIGEST, mirror);

    assertThat(store.sweep(DIGEST, now.plus(Duration.ofHours(1)), _ -> false)).isFalse();
    assertThat(store.sweep(DIGEST, now.plus(Duration.ofHours(3)), _ -> false)).isTrue();
    assertThat(file("mirror")).exists();
  }

  @Test
  void areComparedWithTheirDigestOnTheWay() throws IOException {
    flipOneByte(file("mirror"));

    assertThat(blobs.adopt(DIGEST, mirror)).isEmpty();

    assertThat(blobs.size(DIGEST)).isEmpty();
    assertThat(uploads("blobs")).isEmptyDirectory();
    assertThat(mirror.damaged()).isEqualTo(1);
  }

  @Test
  void areComparedAlsoWhereTheOtherStoreThinksTheyAreSound() throws IOException {
    try (Blob blob = mirror.open(DIGEST).orElseThrow()) {
      blob.verify();
    }
    flipOneByte(file("mirror"));

    assertThatThrownBy(() -> blobs.adopt(DIGEST, mirror))
        .isInstanceOf(DigestMismatchException.class);
    assertThat(blobs.size(DIGEST)).isEmpty();
  }

  @Test
  void comeAsCopiesFromAStoreWithoutFiles() throws IOException {
    MemoryBlobStore memory = new MemoryBlobStore(InstantSource.system());
    memory.put(DIGEST, new ByteArrayInputStream(BYTES));

    assertThat(blobs.adopt(DIGEST, memory)).contains((long) BYTES.length);
    assertThat(file("blobs")).hasBinaryContent(BYTES);
  }

  /** Filesystems that give no second names are as if they were others. */
  @Test
  void comeAsCopiesFromAnotherFilesystem() throws IOException {
    FileBlobStore elsewhere = FileBlobStore.open(Path.of("/registry"), new SimulatedDisk());

    assertThat(elsewhere.adopt(DIGEST, mirror)).contains((long) BYTES.length);
    try (Blob blob = elsewhere.open(DIGEST).orElseThrow()) {
      assertThat(Channels.newInputStream(blob.channel()).readAllBytes()).isEqualTo(BYTES);
    }
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(3).nextBytes(bytes);
    return bytes;
  }
}
