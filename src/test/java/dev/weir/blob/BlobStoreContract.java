package dev.weir.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.reference.Digest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every blob store does, whatever it is made of. */
public abstract class BlobStoreContract {
  private static final byte[] HELLO = "hello, weir".getBytes(StandardCharsets.UTF_8);
  private static final Digest HELLO_DIGEST = Digest.of(HELLO);

  private BlobStore store;

  /** A new, empty store. */
  protected abstract BlobStore create(InstantSource clock) throws IOException;

  /** One more of the same kind. */
  protected abstract BlobStore createAnother() throws IOException;

  @BeforeEach
  void open() throws IOException {
    store = create(InstantSource.system());
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void keepsWhatWasPut() throws IOException {
    long size = store.put(HELLO_DIGEST, stream(HELLO));

    assertThat(size).isEqualTo(HELLO.length);
    assertThat(store.size(HELLO_DIGEST)).contains((long) HELLO.length);
    assertThat(read(HELLO_DIGEST)).isEqualTo(HELLO);
  }

  @Test
  void knowsNothingOfOtherDigests() {
    assertThat(store.size(HELLO_DIGEST)).isEmpty();
    assertThat(store.open(HELLO_DIGEST)).isEmpty();
  }

  @Test
  void keepsAnEmptyBlob() throws IOException {
    Digest empty = Digest.of(new byte[0]);
    try (BlobUpload upload = store.start()) {
      upload.commit(empty);
    }

    assertThat(store.size(empty)).contains(0L);
    assertThat(read(empty)).isEmpty();
  }

  /** Bytes are gathered in pieces of several sizes before they are written. */
  @Test
  void keepsBytesOfAnyNumberAsTheyCame() throws IOException {
    for (int around : new int[] {8 << 10, 32 << 10, 128 << 10, 256 << 10}) {
      for (int length = around - 1; length <= around + 1; length++) {
        byte[] bytes = random(length, length);

        store.put(Digest.of(bytes), stream(bytes));

        assertThat(read(Digest.of(bytes))).as("%d bytes", length).isEqualTo(bytes);
      }
    }
  }

  @Test
  void keepsBytesUnderTheirSha512() throws IOException {
    byte[] bytes = random(700_000, 1);
    Digest digest =
        new Digest("sha512", "0".repeat(128)).sameAlgorithm(bytes); // the hex is replaced

    store.put(digest, stream(bytes));

    assertThat(read(digest)).isEqualTo(bytes);
    assertThat(store.size(Digest.of(bytes))).isEmpty();
  }

  @Test
  void keepsNothingUnderTheWrongDigest() throws IOException {
    Digest wrong = Digest.of(new byte[] {1});
    BlobUpload upload = store.start();
    upload.append(stream(HELLO));

    assertThatThrownBy(() -> upload.commit(wrong))
        .isInstanceOf(DigestMismatchException.class)
        .hasMessageContaining(wrong.toString())
        .hasMessageContaining(HELLO_DIGEST.toString());

    assertThat(store.size(wrong)).isEmpty();
    assertThat(store.size(HELLO_DIGEST)).isEmpty();
    assertThat(store.resume(upload.id())).isEmpty();
  }

  @Test
  void showsNothingBeforeTheCommit() throws IOException {
    try (BlobUpload upload = store.start()) {
      upload.append(stream(HELLO));

      assertThat(store.size(HELLO_DIGEST)).isEmpty();
    }
  }

  @Test
  void goesOnWithAnUploadInALaterRequest() throws IOException {
    BlobUpload first = store.start("team/app");
    first.append(stream(HELLO));
    first.close();

    try (BlobUpload second = store.resume(first.id()).orElseThrow()) {
      assertThat(second.offset()).isEqualTo(HELLO.length);
      assertThat(second.owner()).isEqualTo("team/app");
      assertThat(second.append(stream(HELLO))).isEqualTo(2L * HELLO.length);
      byte[] twice = ByteBuffer.allocate(2 * HELLO.length).put(HELLO).put(HELLO).array();
      second.commit(Digest.of(twice));
      assertThat(read(Digest.of(twice))).isEqualTo(twice);
    }
    assertThat(store.resume(first.id())).isEmpty();
  }

  @Test
  void keepsTheBytesThatCameBeforeTheStreamBroke() throws IOException {
    InputStream broken =
        new InputStream() {
          private int left = 300_000;

          @Override
          public int read() throws IOException {
            if (left-- == 0) {
              throw new IOException("connection reset");
            }
            return 'x';
          }

          @Override
          public int read(byte[] target, int from, int length) throws IOException {
            target[from] = (byte) read();
            return 1;
          }
        };
    try (BlobUpload upload = store.start()) {
      assertThatThrownBy(() -> upload.append(broken)).hasMessage("connection reset");
      assertThat(upload.offset()).isEqualTo(300_000);
      upload.append(stream(HELLO));
      byte[] whole = new byte[300_000 + HELLO.length];
      java.util.Arrays.fill(whole, (byte) 'x');
      System.arraycopy(HELLO, 0, whole, 300_000, HELLO.length);
      assertThat(upload.commit(Digest.of(whole))).isEqualTo(whole.length);
    }
  }

  @Test
  void letsOnlyOneRequestWrite() throws IOException {
    BlobUpload first = store.start();
    first.append(stream(HELLO));
    BlobUpload second = store.resume(first.id()).orElseThrow();

    assertThatThrownBy(() -> second.append(stream(HELLO))).isInstanceOf(UploadBusyException.class);
    assertThatThrownBy(() -> second.commit(HELLO_DIGEST)).isInstanceOf(UploadBusyException.class);
    assertThat(second.offset()).isEqualTo(HELLO.length);

    first.close();
    assertThat(second.commit(HELLO_DIGEST)).isEqualTo(HELLO.length);
  }

  @Test
  void forgetsACancelledUpload() throws IOException {
    BlobUpload upload = store.start();
    upload.append(stream(HELLO));

    upload.cancel();
    upload.cancel();

    assertThat(store.resume(upload.id())).isEmpty();
    assertThatThrownBy(() -> upload.append(stream(HELLO))).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> upload.commit(HELLO_DIGEST)).isInstanceOf(IOException.class);
    assertThat(store.size(HELLO_DIGEST)).isEmpty();
  }

  @Test
  void findsNoUploadUnderAForeignId() throws IOException {
    assertThat(store.resume("../../etc")).isEmpty();
    assertThat(store.resume("0".repeat(32))).isEmpty();
  }

  @Test
  void cancelsOnlyUploadsThatAreIdle() throws IOException {
    BlobUpload idle = store.start();
    idle.close();
    BlobUpload busy = store.start();
    busy.append(stream(HELLO));

    assertThat(store.cancelUploadsIdleSince(Instant.EPOCH)).isZero();
    assertThat(store.cancelUploadsIdleSince(Instant.now().plusSeconds(60))).isEqualTo(1);

    assertThat(store.resume(idle.id())).isEmpty();
    assertThat(busy.commit(HELLO_DIGEST)).isEqualTo(HELLO.length);
  }

  @Test
  void deletesABlobUnderAReader() throws IOException {
    store.put(HELLO_DIGEST, stream(HELLO));
    try (Blob reader = store.open(HELLO_DIGEST).orElseThrow()) {
      assertThat(store.delete(HELLO_DIGEST)).isTrue();

      assertThat(store.open(HELLO_DIGEST)).isEmpty();
      assertThat(Channels.newInputStream(reader.channel()).readAllBytes()).isEqualTo(HELLO);
    }
    assertThat(store.delete(HELLO_DIGEST)).isFalse();
  }

  @Test
  void readsFromTheMiddle() throws IOException {
    store.put(HELLO_DIGEST, stream(HELLO));
    try (Blob blob = store.open(HELLO_DIGEST).orElseThrow()) {
      blob.channel().position(7);

      assertThat(Channels.newInputStream(blob.channel()).readAllBytes())
          .isEqualTo("weir".getBytes(StandardCharsets.UTF_8));
    }
  }

  @Test
  void acceptsTheSameBlobFromManyAtOnce() throws Exception {
    byte[] bytes = random(200_000, 2);
    Digest digest = Digest.of(bytes);
    List<Callable<Long>> pushes = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      pushes.add(() -> store.put(digest, stream(bytes)));
    }
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Long> push : threads.invokeAll(pushes)) {
        assertThat(push.get()).isEqualTo(bytes.length);
      }
    }
    assertThat(read(digest)).isEqualTo(bytes);
  }

  @Test
  void showsAnUploadWhileItGrows() throws IOException {
    try (BlobUpload upload = store.start();
        SeekableByteChannel early = upload.reader()) {
      assertThat(readTo(early, 100)).isEmpty();

      assertThat(upload.append(ByteBuffer.wrap(HELLO, 0, 5))).isEqualTo(5);
      assertThat(readTo(early, 100)).isEqualTo("hello");
      assertThat(readTo(early, 100)).isEmpty();

      upload.append(ByteBuffer.wrap(HELLO, 5, HELLO.length - 5));
      assertThat(readTo(early.position(7), 2)).isEqualTo("we");
      assertThat(early.size()).isEqualTo(HELLO.length);
      try (SeekableByteChannel late = upload.reader()) {
        assertThat(readTo(late, 100)).isEqualTo("hello, weir");
      }
    }
  }

  @Test
  void readersOfAnUploadKeepWhatTheyRead() throws IOException {
    BlobUpload kept = store.start();
    kept.append(ByteBuffer.wrap(HELLO));
    BlobUpload dropped = store.start();
    dropped.append(ByteBuffer.wrap(HELLO));
    try (SeekableByteChannel ofKept = kept.reader();
        SeekableByteChannel ofDropped = dropped.reader()) {
      kept.commit(HELLO_DIGEST);
      dropped.cancel();

      assertThat(readTo(ofKept, 100)).isEqualTo("hello, weir");
      assertThat(readTo(ofDropped, 100)).isEqualTo("hello, weir");
      assertThatThrownBy(kept::reader).isInstanceOf(IOException.class);
      assertThatThrownBy(dropped::reader).isInstanceOf(IOException.class);
    }
  }

  @Test
  void comparesAnUploadThatGoesOn() throws IOException {
    BlobUpload upload = store.start();
    upload.append(ByteBuffer.wrap(HELLO, 0, 5));
    upload.verify(Digest.of("hello".getBytes(StandardCharsets.UTF_8)));
    assertThatThrownBy(() -> upload.verify(HELLO_DIGEST))
        .isInstanceOf(DigestMismatchException.class);
    assertThat(store.size(HELLO_DIGEST)).isEmpty();

    upload.append(ByteBuffer.wrap(HELLO, 5, HELLO.length - 5));
    upload.verify(HELLO_DIGEST);
    upload.verify(new Digest("sha512", "0".repeat(128)).sameAlgorithm(HELLO));
    assertThat(upload.commit(HELLO_DIGEST)).isEqualTo(HELLO.length);
  }

  @Test
  void adoptsABlobOfAnotherStore() throws IOException {
    try (BlobStore other = createAnother()) {
      other.put(HELLO_DIGEST, stream(HELLO));

      assertThat(store.adopt(HELLO_DIGEST, other)).contains((long) HELLO.length);
      assertThat(store.adopt(HELLO_DIGEST, other)).contains((long) HELLO.length);

      assertThat(other.delete(HELLO_DIGEST)).isTrue();
      assertThat(read(HELLO_DIGEST)).isEqualTo(HELLO);
      assertThat(store.unfinished(_ -> true)).isZero();
    }
  }

  @Test
  void adoptsNothingThatTheOtherStoreDoesNotHave() throws IOException {
    try (BlobStore other = createAnother()) {
      assertThat(store.adopt(HELLO_DIGEST, other)).isEmpty();
      assertThat(store.size(HELLO_DIGEST)).isEmpty();
      assertThat(store.unfinished(_ -> true)).isZero();
    }
  }

  @Test
  void agreesWithAModelOnRandomWork() throws IOException {
    Random random = new Random(42);
    Map<Digest, byte[]> model = new HashMap<>();
    for (int step = 0; step < 300; step++) {
      byte[] bytes = random(random.nextInt(2_000), random.nextInt(40));
      Digest digest = Digest.of(bytes);
      switch (random.nextInt(4)) {
        case 0 -> assertThat(store.delete(digest)).isEqualTo(model.remove(digest) != null);
        case 1 -> {
          BlobUpload abandoned = store.start();
          abandoned.append(stream(bytes));
          abandoned.cancel();
        }
        default -> {
          pushInPieces(bytes, digest, random);
          model.put(digest, bytes);
        }
      }
      assertThat(store.size(digest))
          .as("step %d", step)
          .isEqualTo(Optional.ofNullable(model.get(digest)).map(b -> (long) b.length));
    }
    for (var blob : model.entrySet()) {
      assertThat(read(blob.getKey())).isEqualTo(blob.getValue());
    }
  }

  private void pushInPieces(byte[] bytes, Digest digest, Random random) throws IOException {
    BlobUpload upload = store.start();
    int sent = 0;
    while (sent < bytes.length) {
      int piece = 1 + random.nextInt(bytes.length - sent);
      upload.append(new ByteArrayInputStream(bytes, sent, piece));
      sent += piece;
      if (random.nextBoolean()) {
        upload.close();
        upload = store.resume(upload.id()).orElseThrow();
      }
    }
    upload.commit(digest);
    upload.close();
  }

  private byte[] read(Digest digest) throws IOException {
    try (Blob blob = store.open(digest).orElseThrow()) {
      byte[] bytes = Channels.newInputStream(blob.channel()).readAllBytes();
      assertThat(blob.size()).isEqualTo(bytes.length);
      return bytes;
    }
  }

  /** As many bytes as there are at once, at most that many. */
  private static String readTo(SeekableByteChannel channel, int most) throws IOException {
    ByteBuffer target = ByteBuffer.allocate(most);
    channel.read(target);
    return StandardCharsets.UTF_8.decode(target.flip()).toString();
  }

  private static byte[] random(int length, int seed) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  private static InputStream stream(byte[] bytes) {
    return new ByteArrayInputStream(bytes);
  }
}
