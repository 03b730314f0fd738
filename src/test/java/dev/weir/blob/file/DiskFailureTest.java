package dev.weir.blob.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.blob.Blob;
import dev.weir.blob.BlobStore;
import dev.weir.blob.BlobUpload;
import dev.weir.blob.DamagedBlobException;
import dev.weir.reference.Digest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DiskFailureTest {
  private static final Path ROOT = Path.of("/registry");
  private static final byte[] SMALL = bytes(1_000, 1);
  private static final byte[] LARGE = bytes(300_000, 2);
  private static final Digest SMALL_SHA256 = Digest.of(SMALL);
  private static final Digest LARGE_SHA256 = Digest.of(LARGE);
  private static final Digest LARGE_SHA512 =
      new Digest("sha512", "0".repeat(128)).sameAlgorithm(LARGE);

  @Test
  void losesNoAcknowledgedBlobWhereverThePowerGoes() throws IOException {
    int all = operationsOfAWholeRun();
    assertThat(all).isGreaterThan(40);
    for (int operation = 1; operation <= all + 1; operation++) {
      for (int seed = 0; seed < 25; seed++) {
        SimulatedDisk disk = new SimulatedDisk();
        disk.losePowerBefore(operation);
        Set<Digest> acknowledged = new HashSet<>();
        Set<Digest> deleted = new HashSet<>();
        try {
          work(disk, acknowledged, deleted);
        } catch (SimulatedDisk.PowerLoss _) {
          // the point of it
        }
        String when = "power lost before operation " + operation + ", seed " + seed;

        SimulatedDisk survivor = disk.afterPowerLoss(new Random(seed));
        try (FileBlobStore reopened = FileBlobStore.open(ROOT, survivor)) {
          requireNoPartialBlob(survivor, when);
          for (Digest digest : acknowledged) {
            assertThat(reopened.size(digest)).as("%s: %s", when, digest).isPresent();
          }
          for (Digest digest : deleted) {
            assertThat(reopened.size(digest)).as("%s: %s", when, digest).isEmpty();
          }
          finishLeftUploads(survivor, reopened, when);
        }
      }
    }
  }

  @Test
  void staysConsistentWhicheverOperationFails() throws IOException {
    int all = operationsOfAWholeRun();
    for (int operation = 1; operation <= all; operation++) {
      SimulatedDisk disk = new SimulatedDisk();
      disk.failAt(operation);
      Set<Digest> acknowledged = new HashSet<>();
      try {
        work(disk, acknowledged, new HashSet<>());
      } catch (IOException e) {
        assertThat(e).hasMessage("Input/output error");
      }
      String when = "operation " + operation + " failed";
      requireNoPartialBlob(disk, when);

      try (FileBlobStore again = FileBlobStore.open(ROOT, disk)) {
        for (Digest digest : acknowledged) {
          assertThat(again.size(digest)).as("%s: %s", when, digest).isPresent();
        }
        again.put(LARGE_SHA256, stream(LARGE));
        assertThat(read(again, LARGE_SHA256)).as(when).isEqualTo(LARGE);
      }
    }
  }

  @Test
  void refusesAnUploadWhenTheDiskIsFullAndWorksAgainWhenThereIsRoom() throws IOException {
    SimulatedDisk disk = new SimulatedDisk();
    try (FileBlobStore store = FileBlobStore.open(ROOT, disk)) {
      disk.limit(200_000);
      BlobUpload upload = store.start();

      assertThatThrownBy(() -> upload.append(stream(LARGE)))
          .isInstanceOf(IOException.class)
          .hasMessage("No space left on device");
      assertThat(upload.offset()).isLessThan(LARGE.length);
      assertThat(disk.filesBelow(ROOT.resolve("blobs"))).isEmpty();
      disk.limit(upload.offset());
      assertThat(store.trouble())
          .hasValueSatisfying(why -> assertThat(why).contains("No space left on device"));
      assertThat(store.resume(upload.id())).as("looking leaves the upload alone").isPresent();

      disk.limit(Long.MAX_VALUE);
      assertThat(store.trouble()).isEmpty();
      int have = (int) upload.offset();
      upload.append(new ByteArrayInputStream(LARGE, have, LARGE.length - have));
      upload.commit(LARGE_SHA256);
      assertThat(read(store, LARGE_SHA256)).isEqualTo(LARGE);
    }
  }

  @Test
  void leavesTheLastOfTheDiskToTheStore() throws IOException {
    SimulatedDisk disk = new SimulatedDisk();
    try (FileBlobStore store = FileBlobStore.open(ROOT, disk)) {
      disk.holdAtAll(16 << 20);
      store.put(SMALL_SHA256, stream(SMALL));
      int others = 7 << 20;
      try (FileLayer.GrowingFile taken = disk.openForWriting(ROOT.resolve("others"))) {
        taken.write(ByteBuffer.allocate(others), 0);
      }

      BlobUpload one = store.start();
      BlobUpload two = store.start();
      assertThatThrownBy(
              () -> {
                while (true) { // both at once, in turns
                  one.append(stream(LARGE));
                  two.append(stream(LARGE));
                }
              })
          .isInstanceOf(IOException.class)
          .hasMessage("No space left on device for blobs: the last 8 MiB are kept for the store");
      assertThat(one.offset()).as("what fits is taken").isGreaterThan(LARGE.length);
      assertThat(disk.room(ROOT)).isGreaterThanOrEqualTo(8 << 20);
      assertThat(store.trouble())
          .hasValueSatisfying(why -> assertThat(why).contains("No space left on device"));
      assertThat(read(store, SMALL_SHA256)).isEqualTo(SMALL);

      assertThat(disk.delete(ROOT.resolve("others"))).isTrue();
      assertThat(store.trouble()).isEmpty();
      store.put(LARGE_SHA256, stream(LARGE));
    }
  }

  @Test
  void beginsNoUploadWhereOnlyTheLastOfTheDiskIsLeft() throws IOException {
    SimulatedDisk disk = new SimulatedDisk();
    try (FileBlobStore store = FileBlobStore.open(ROOT, disk)) {
      disk.holdAtAll(16 << 20);
      try (FileLayer.GrowingFile taken = disk.openForWriting(ROOT.resolve("others"))) {
        taken.write(ByteBuffer.allocate(9 << 20), 0);
      }

      assertThatThrownBy(() -> store.start("somebody"))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("No space left on device");
      assertThat(disk.filesBelow(ROOT.resolve("uploads"))).isEmpty();
    }
  }

  @Test
  void takesAwayWhatTheDiskCannotReadSoThatItCanBePushedAgain() throws IOException {
    SimulatedDisk disk = new SimulatedDisk();
    try (FileBlobStore store = FileBlobStore.open(ROOT, disk)) {
      store.put(LARGE_SHA256, stream(LARGE));
      store.put(SMALL_SHA256, stream(SMALL));
      disk.filesBelow(ROOT.resolve("blobs")).keySet().forEach(disk::losesSectorOf);

      assertThatThrownBy(() -> read(store, LARGE_SHA256)).isInstanceOf(DamagedBlobException.class);
      assertThat(store.read(SMALL_SHA256, 1_000)).isEmpty();

      assertThat(store.size(LARGE_SHA256)).isEmpty();
      assertThat(store.size(SMALL_SHA256)).isEmpty();
      store.put(LARGE_SHA256, stream(LARGE));
      assertThat(read(store, LARGE_SHA256)).isEqualTo(LARGE);
    }
  }

  private static int operationsOfAWholeRun() throws IOException {
    SimulatedDisk disk = new SimulatedDisk();
    Set<Digest> acknowledged = new HashSet<>();
    work(disk, acknowledged, new HashSet<>());
    assertThat(acknowledged).containsExactlyInAnyOrder(LARGE_SHA256, LARGE_SHA512);
    return disk.operations();
  }

  /** A day of a store: pushes in pieces and at once, the same bytes twice, a cancel, a deletion. */
  private static void work(SimulatedDisk disk, Set<Digest> acknowledged, Set<Digest> deleted)
      throws IOException {
    try (FileBlobStore store = FileBlobStore.open(ROOT, disk)) {
      store.put(SMALL_SHA256, stream(SMALL));
      acknowledged.add(SMALL_SHA256);
      BlobUpload first = store.start("team/app");
      first.append(new ByteArrayInputStream(LARGE, 0, 200_000));
      first.close();
      store.start().cancel();
      BlobUpload second = store.resume(first.id()).orElseThrow();
      second.append(new ByteArrayInputStream(LARGE, 200_000, 100_000));
      second.commit(LARGE_SHA256);
      acknowledged.add(LARGE_SHA256);
      store.put(LARGE_SHA256, stream(LARGE));
      store.put(LARGE_SHA512, stream(LARGE));
      acknowledged.add(LARGE_SHA512);
      acknowledged.remove(SMALL_SHA256);
      store.delete(SMALL_SHA256);
      deleted.add(SMALL_SHA256);
    }
  }

  private static void requireNoPartialBlob(SimulatedDisk disk, String when) {
    disk.filesBelow(ROOT.resolve("blobs"))
        .forEach(
            (file, content) -> {
              String algorithm = file.getName(2).toString();
              Digest named = new Digest(algorithm, file.getFileName().toString());
              assertThat(named.sameAlgorithm(content)).as(when).isEqualTo(named);
            });
  }

  /** What survived of an upload is either the bytes, and becomes the blob, or is refused. */
  private static void finishLeftUploads(SimulatedDisk disk, BlobStore store, String when)
      throws IOException {
    List<String> ids = new ArrayList<>();
    disk.filesBelow(ROOT.resolve("uploads"))
        .keySet()
        .forEach(f -> ids.add(f.getName(2).toString()));
    for (String id : new HashSet<>(ids)) {
      BlobUpload upload = store.resume(id).orElseThrow();
      int have = (int) upload.offset();
      upload.append(new ByteArrayInputStream(LARGE, have, LARGE.length - have));
      try {
        upload.commit(LARGE_SHA256);
        assertThat(read(store, LARGE_SHA256)).as(when).isEqualTo(LARGE);
      } catch (IOException e) {
        assertThat(e).as(when).hasMessageContaining("content has digest");
      }
    }
    requireNoPartialBlob(disk, when);
    assertThat(disk.filesBelow(ROOT.resolve("uploads"))).as(when).isEmpty();
  }

  private static byte[] read(BlobStore store, Digest digest) throws IOException {
    try (Blob blob = store.open(digest).orElseThrow()) {
      return Channels.newInputStream(blob.channel()).readAllBytes();
    }
  }

  private static byte[] bytes(int length, int seed) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  private static InputStream stream(byte[] bytes) {
    return new ByteArrayInputStream(bytes);
  }
}
