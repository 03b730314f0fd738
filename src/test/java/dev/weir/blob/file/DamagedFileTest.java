package dev.weir.blob.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.weir.blob.Blob;
import dev.weir.blob.BlobUpload;
import dev.weir.blob.DamagedBlobException;
import dev.weir.reference.Digest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a disk does to files that nobody wrote to. */
class DamagedFileTest {
  private static final byte[] BYTES = random(1_000_000);
  private static final Digest DIGEST = Digest.of(BYTES);

  @TempDir private Path directory;
  private FileBlobStore store;

  @BeforeEach
  void push() throws IOException {
    store = FileBlobStore.open(directory);
    store.put(DIGEST, new ByteArrayInputStream(BYTES));
  }

  private Path file() {
    return directory.resolve("blobs/sha256/" + DIGEST.hex().substring(0, 2) + "/" + DIGEST.hex());
  }

  /** As a disk does it: size and time stay. */
  private void flipOneByte() throws IOException {
    FileTime before = Files.getLastModifiedTime(file());
    byte[] bytes = Files.readAllBytes(file());
    bytes[500_000] ^= 1;
    Files.write(file(), bytes);
    Files.setLastModifiedTime(file(), before);
  }

  private byte[] read() throws IOException {
    try (Blob blob = store.open(DIGEST).orElseThrow()) {
      return Channels.newInputStream(blob.channel()).readAllBytes();
    }
  }

  @Test
  void isReadUpToItsLastByteAndThenTakenAway() throws IOException {
    flipOneByte();
    try (Blob blob = store.open(DIGEST).orElseThrow()) {
      ByteBuffer buffer = ByteBuffer.allocate(BYTES.length);

      assertThatExceptionOfType(DamagedBlobException.class)
          .isThrownBy(
              () -> {
                while (buffer.hasRemaining()) {
                  blob.channel().read(buffer);
                }
              })
          .withMessageContaining(DIGEST.toString());

      assertThat(buffer.position()).isLessThan(BYTES.length);
    }
    assertThat(store.size(DIGEST)).isEmpty();
    assertThat(store.open(DIGEST)).isEmpty();
    assertThat(store.damaged()).isEqualTo(1);
    assertThat(directory.resolve("damaged/sha256/" + DIGEST.hex())).hasSize(BYTES.length);
  }

  @Test
  void isReplacedByWhatIsPushedWhileAReaderKeepsWhatItOpened() throws IOException {
    flipOneByte();
    try (Blob before = store.open(DIGEST).orElseThrow()) {
      store.put(DIGEST, new ByteArrayInputStream(BYTES));

      assertThat(read()).isEqualTo(BYTES);
      assertThatExceptionOfType(DamagedBlobException.class).isThrownBy(before::verify);
    }
    assertThat(read()).as("the sound one is not taken away for the other").isEqualTo(BYTES);
    assertThat(store.damaged()).isZero();
  }

  @Test
  void isThereAgainWhenItIsPushed() throws IOException {
    flipOneByte();
    assertThat(store.read(DIGEST, BYTES.length)).isEmpty();
    assertThat(store.size(DIGEST)).isEmpty();

    store.put(DIGEST, new ByteArrayInputStream(BYTES));

    assertThat(read()).isEqualTo(BYTES);
    assertThat(directory.resolve("damaged/sha256/" + DIGEST.hex())).doesNotExist();
  }

  @Test
  void givesNoPartAwayBeforeAllIsCompared() throws IOException {
    flipOneByte();
    try (Blob blob = store.open(DIGEST).orElseThrow()) {
      assertThatExceptionOfType(DamagedBlobException.class)
          .isThrownBy(() -> blob.channel().position(900_000));
    }
    assertThat(store.size(DIGEST)).isEmpty();
  }

  @Test
  void isReadPlainlyAsSoonAsItWasComparedForAPart() throws IOException {
    try (Blob blob = store.open(DIGEST).orElseThrow()) {
      assertThat(blob.channel()).isNotInstanceOf(FileChannel.class);

      assertThat(blob.part(900_000, 10)).isInstanceOf(FileChannel.class);
      assertThat(blob.channel().position()).isEqualTo(900_000);
    }
  }

  @Test
  void isComparedOnceAndThenReadPlainly() throws IOException {
    assertThat(read()).isEqualTo(BYTES);

    try (Blob blob = store.open(DIGEST).orElseThrow()) {
      assertThat(blob.channel()).isInstanceOf(FileChannel.class);
    }
  }

  @Test
  void isComparedAgainWhenItsFileChanged() throws IOException {
    assertThat(read()).isEqualTo(BYTES);
    byte[] changed = BYTES.clone();
    changed[0] ^= 1;
    Files.write(file(), changed);
    Files.setLastModifiedTime(file(), FileTime.fromMillis(1));

    assertThatExceptionOfType(DamagedBlobException.class).isThrownBy(this::read);
  }

  @Test
  void isComparedAgainAfterARestart() throws IOException {
    assertThat(read()).isEqualTo(BYTES);
    flipOneByte();

    store = FileBlobStore.open(directory);

    assertThatExceptionOfType(DamagedBlobException.class).isThrownBy(this::read);
  }

  @Test
  void isNoticedAtOnceWhenItIsCutToNothing() throws IOException {
    Files.write(file(), new byte[0]);

    assertThat(store.size(DIGEST)).isEmpty();
    assertThat(file()).doesNotExist();
  }

  @Test
  void isNoticedWhenItIsCutOff() throws IOException {
    Files.write(file(), new byte[] {BYTES[0]});

    assertThatExceptionOfType(DamagedBlobException.class).isThrownBy(this::read);
    assertThat(store.size(DIGEST)).isEmpty();
  }

  @Test
  void comesBackWhenItsDirectoryWasRemoved() throws IOException {
    Files.delete(file());
    Files.delete(file().getParent());
    try (BlobUpload lost = store.start()) {
      lost.append(new ByteArrayInputStream(BYTES));
      assertThatExceptionOfType(IOException.class).isThrownBy(() -> lost.commit(DIGEST));
    }

    store.put(DIGEST, new ByteArrayInputStream(BYTES));

    assertThat(read()).isEqualTo(BYTES);
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(8).nextBytes(bytes);
    return bytes;
  }
}
