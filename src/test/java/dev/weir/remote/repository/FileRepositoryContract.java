package dev.weir.remote.repository;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.weir.manifest.Descriptor;
import dev.weir.manifest.Manifest;
import dev.weir.manifest.ManifestReader;
import dev.weir.manifest.MediaTypes;
import dev.weir.reference.Digest;
import dev.weir.remote.RemoteException;
import dev.weir.remote.RemoteException.Kind;
import dev.weir.remote.RemoteManifest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What holds of every repository in files. */
abstract class FileRepositoryContract {
  private static final byte[] BYTES = "some bytes".getBytes(UTF_8);
  private static final Digest DIGEST = Digest.of(BYTES);

  @TempDir Path directory;

  /** The repository, opened anew each time. */
  abstract SourceRepository source();

  /** The same. */
  abstract TargetRepository target();

  /** Where the file of a blob is. */
  abstract Path blob(Digest digest);

  private List<String> files() throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      return all.filter(Files::isRegularFile).map(Path::toString).toList();
    }
  }

  private List<String> partsLeft() throws IOException {
    return files().stream().filter(file -> file.contains("/.part-")).toList();
  }

  private static RemoteException failure(Runnable work) {
    return assertThrows(RemoteException.class, work::run);
  }

  private static byte[] all(BlobPart part) throws IOException {
    try (part) {
      return part.content().readAllBytes();
    }
  }

  private void upload(byte[] bytes) {
    target().upload(Digest.of(bytes), bytes.length, () -> new ByteArrayInputStream(bytes));
  }

  @Test
  void anImageIsReadBackByTagAndByDigest() throws IOException {
    RemoteManifest image = Pictures.image(target(), "v1", "hello");
    assertThat(source().tags()).containsExactly("v1");
    assertThat(source().resolve("v1")).contains(image.digest());
    for (String name : List.of("v1", image.digest().toString())) {
      RemoteManifest read = source().manifest(name);
      assertThat(read.bytes()).isEqualTo(image.bytes());
      assertThat(read.digest()).isEqualTo(image.digest());
      assertThat(read.mediaType()).isEqualTo(MediaTypes.OCI_MANIFEST);
    }
    Manifest.ImageManifest manifest =
        (Manifest.ImageManifest) ManifestReader.read(image.mediaType(), image.bytes());
    Descriptor layer = manifest.layers().getFirst();
    assertThat(source().blobSize(layer.digest())).hasValue(layer.size());
    assertThat(Digest.of(all(source().open(layer.digest(), 0, Optional.empty()))))
        .isEqualTo(layer.digest());
    assertThat(target().hasManifest(image.digest())).isTrue();
    assertThat(partsLeft()).isEmpty();
  }

  @Test
  void aListIsReadBackWithItsImages() {
    RemoteManifest list = Pictures.list(target(), "multi", "hello");
    assertThat(source().tags()).containsExactly("multi");
    RemoteManifest read = source().manifest("multi");
    assertThat(read.mediaType()).isEqualTo(MediaTypes.OCI_INDEX);
    assertThat(read.digest()).isEqualTo(list.digest());
    var index = (Manifest.IndexManifest) ManifestReader.read(read.mediaType(), read.bytes());
    assertThat(index.manifests())
        .hasSize(2)
        .allSatisfy(
            child ->
                assertThat(source().manifest(child.digest().toString()).bytes())
                    .hasSize((int) child.size()));
  }

  @Test
  void aTagMovesToAnotherImageAndTheOldOneStays() {
    RemoteManifest old = Pictures.image(target(), "v1", "old");
    RemoteManifest moved = Pictures.image(target(), "v1", "new");
    assertThat(source().resolve("v1")).contains(moved.digest());
    assertThat(source().tags()).containsExactly("v1");
    assertThat(source().manifest(old.digest().toString()).bytes()).isEqualTo(old.bytes());
  }

  @Test
  void oneImageHasSeveralTags() {
    RemoteManifest image = Pictures.image(target(), "v1", "hello");
    target().put(image, "v2");
    target().put(image, "v2");
    assertThat(source().tags()).containsExactly("v1", "v2");
    assertThat(source().resolve("v2")).contains(image.digest());
  }

  @Test
  void aBlobIsReadFromSomeByteOn() throws IOException {
    upload(BYTES);
    BlobPart part = source().open(DIGEST, 5, Optional.empty());
    assertThat(part.start()).isEqualTo(5);
    assertThat(all(part)).asString().isEqualTo("bytes");
  }

  @Test
  void whatIsNotThereIsToldApart() {
    Pictures.image(target(), "v1", "hello");
    assertThat(failure(() -> source().manifest("v2")).kind()).isEqualTo(Kind.MANIFEST_UNKNOWN);
    assertThat(failure(() -> source().manifest(DIGEST.toString())).kind())
        .isEqualTo(Kind.MANIFEST_UNKNOWN);
    assertThat(failure(() -> source().open(DIGEST, 0, Optional.empty())).kind())
        .isEqualTo(Kind.BLOB_UNKNOWN);
    assertThat(source().blobSize(DIGEST)).isEmpty();
    assertThat(target().hasBlob(DIGEST)).isFalse();
    assertThat(target().hasManifest(DIGEST)).isFalse();
  }

  @Test
  void aRepositoryThatIsNotThereIsUnknownAndEmptyToWriteTo() {
    assertThat(failure(() -> source().tags()).kind()).isEqualTo(Kind.REPOSITORY_UNKNOWN);
    assertThat(failure(() -> source().manifest("v1")).kind())
        .isIn(Kind.REPOSITORY_UNKNOWN, Kind.MANIFEST_UNKNOWN);
    assertThat(target().hasBlob(DIGEST)).isFalse();
    assertThat(target().hasManifest(DIGEST)).isFalse();
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void otherBytesThanThoseOfTheDigestAreNotStored() throws IOException {
    byte[] other = "same len!!".getBytes(UTF_8);
    RemoteException failure =
        failure(() -> target().upload(DIGEST, BYTES.length, () -> new ByteArrayInputStream(other)));
    assertThat(failure.kind()).isEqualTo(Kind.DIGEST_MISMATCH);
    assertThat(failure).hasMessageContaining(DIGEST.toString());
    assertThat(target().hasBlob(DIGEST)).isFalse();
    assertThat(files()).noneMatch(file -> file.contains("blobs"));
  }

  @Test
  void moreOrFewerBytesThanWereSaidAreNotStored() throws IOException {
    for (long size : List.of(3L, 300L)) {
      RemoteException failure =
          failure(() -> target().upload(DIGEST, size, () -> new ByteArrayInputStream(BYTES)));
      assertThat(failure).hasMessageContaining(size == 3 ? "more than 3" : "10 of 300");
      assertThat(partsLeft()).isEmpty();
      assertThat(target().hasBlob(DIGEST)).isFalse();
    }
  }

  @Test
  void nothingIsLeftOfABlobWhoseSourceBroke() throws IOException {
    InputStream broken =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("gone");
          }

          @Override
          public int read(byte[] bytes, int offset, int length) throws IOException {
            return read();
          }
        };
    assertThatExceptionOfType(RemoteException.class)
        .isThrownBy(
            () ->
                target()
                    .upload(
                        DIGEST,
                        BYTES.length,
                        () ->
                            new SequenceInputStream(
                                new ByteArrayInputStream(BYTES, 0, 4), broken)));
    assertThat(partsLeft()).isEmpty();
    assertThat(target().hasBlob(DIGEST)).isFalse();
  }

  @Test
  void aFileThatWasCutOffIsNotTakenForTheBlob() throws IOException {
    upload(BYTES);
    Descriptor blob = Descriptor.of("text/plain", DIGEST, BYTES.length);
    assertThat(target().hasBlob(blob)).isTrue();
    Files.writeString(blob(DIGEST), "some");
    assertThat(target().hasBlob(blob)).isFalse();
    upload(BYTES);
    assertThat(Files.readAllBytes(blob(DIGEST))).isEqualTo(BYTES);
  }

  @Test
  void aManifestThatTheDiskChangedIsNotShownAndCanBeWrittenAnew() throws IOException {
    RemoteManifest image = Pictures.image(target(), "v1", "hello");
    Files.writeString(blob(image.digest()), "x".repeat(image.bytes().length));
    assertThat(failure(() -> source().manifest("v1")).kind()).isEqualTo(Kind.DIGEST_MISMATCH);
    assertThat(target().hasManifest(image.digest())).isFalse();
    target().put(image, "v1");
    assertThat(source().manifest("v1").bytes()).isEqualTo(image.bytes());
  }

  @Test
  void partsOfWritersThatWereKilledAreTakenAwayAndThoseOfOthersStay() throws IOException {
    upload(BYTES);
    Path parts = blob(DIGEST).resolveSibling(".part-1");
    Files.writeString(parts, "half");
    Files.setLastModifiedTime(parts, FileTime.from(Instant.now().minus(Duration.ofDays(2))));
    Path running = blob(DIGEST).resolveSibling(".part-2");
    Files.writeString(running, "half");
    upload("more".getBytes(UTF_8));
    assertThat(parts).doesNotExist();
    assertThat(running).exists();
    Files.delete(running);
  }

  @Test
  void severalWriteTheSameAtOnce() throws Exception {
    List<String> tags = new ArrayList<>();
    List<Future<RemoteManifest>> done = new ArrayList<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 16; i++) {
        String tag = "v" + i;
        tags.add(tag);
        done.add(
            threads.submit(
                () -> {
                  Pictures.image(target(), tag, "of " + tag);
                  return Pictures.image(target(), "same", "hello");
                }));
      }
    }
    for (Future<RemoteManifest> one : done) {
      assertThat(one.get().bytes()).isNotEmpty();
    }
    tags.add("same");
    assertThat(source().tags()).containsExactlyInAnyOrderElementsOf(tags);
    for (String tag : tags) {
      assertThat(source().manifest(tag).bytes()).isNotEmpty();
    }
    assertThat(partsLeft()).isEmpty();
  }

  @Test
  void whatRefersToAnImageIsFoundByItsSubjectAndByItsTag() {
    RemoteManifest image = Pictures.image(target(), "v1", "hello");
    assertThat(source().referrers(image.digest())).isEmpty();
    RemoteManifest note = Pictures.about(target(), "", image, "a note");
    Pictures.about(target(), "", note, "a note on a note");
    RemoteManifest listed = Pictures.about(target(), "other", image, "listed");
    RemoteManifest list =
        RemoteManifest.of(
            MediaTypes.OCI_INDEX,
            """
            {"schemaVersion":2,"mediaType":"%s","manifests":[{"mediaType":"%s","digest":"%s","size":%d}]}
            """
                .formatted(
                    MediaTypes.OCI_INDEX,
                    MediaTypes.OCI_MANIFEST,
                    listed.digest(),
                    listed.bytes().length)
                .getBytes(UTF_8));
    target().put(list, image.digest().toString().replace(':', '-'));
    assertThat(source().referrers(image.digest()))
        .extracting(Descriptor::digest)
        .containsExactlyInAnyOrder(note.digest(), listed.digest());
    assertThat(source().referrers(image.digest()))
        .filteredOn(d -> d.digest().equals(note.digest()))
        .allSatisfy(
            d -> {
              assertThat(d.artifactType()).isEqualTo("application/vnd.example.note");
              assertThat(d.annotations()).containsEntry("org.example.text", "a note");
            });
  }

  @Test
  void linksThatLeadOutOfTheDirectoryAreNotFollowed(@TempDir Path elsewhere) throws IOException {
    upload(BYTES);
    Path secret = elsewhere.resolve("secret");
    Files.write(secret, BYTES);
    Files.delete(blob(DIGEST));
    Files.createSymbolicLink(blob(DIGEST), secret);
    RemoteException failure = failure(() -> source().open(DIGEST, 0, Optional.empty()));
    assertThat(failure).hasMessageContaining("it is a link that leads out of " + directory);
    assertThat(failure(() -> source().blobSize(DIGEST))).hasMessageContaining("leads out of");
    upload(BYTES);
    assertThat(Files.isRegularFile(blob(DIGEST), LinkOption.NOFOLLOW_LINKS)).isTrue();
    Files.write(secret, "untouched".getBytes(UTF_8));
    Path blobs = blob(DIGEST).resolveSibling("");
    Files.move(blobs, blobs.resolveSibling("kept"));
    Files.createSymbolicLink(blobs, elsewhere);
    assertThat(failure(() -> upload(BYTES))).hasMessageContaining("leads out of");
    assertThat(elsewhere).isDirectoryContaining(secret::equals);
    try (Stream<Path> there = Files.list(elsewhere)) {
      assertThat(there).containsExactly(secret);
    }
  }
}
