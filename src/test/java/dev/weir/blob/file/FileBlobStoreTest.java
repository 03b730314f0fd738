package dev.weir.blob.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.blob.BlobStore;
import dev.weir.blob.BlobStoreContract;
import dev.weir.blob.BlobUpload;
import dev.weir.reference.Digest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileBlobStoreTest extends BlobStoreContract {
  private static final byte[] BYTES = {1, 2, 3};
  private static final Digest DIGEST = Digest.of(BYTES);

  @TempDir private Path directory;

  @Override
  protected BlobStore create(InstantSource clock) throws IOException {
    return FileBlobStore.open(directory, () -> true, clock);
  }

  @Override
  protected BlobStore createAnother() throws IOException {
    return FileBlobStore.open(directory.resolve("another"));
  }

  private BlobStore create() throws IOException {
    return FileBlobStore.open(directory);
  }

  @Test
  void laysBlobsOutByTheirDigest() throws IOException {
    create().put(DIGEST, new ByteArrayInputStream(BYTES));

    assertThat(directory.resolve("blobs/sha256/" + DIGEST.hex().substring(0, 2)))
        .isDirectoryContaining(file -> file.getFileName().toString().equals(DIGEST.hex()));
    assertThat(directory.resolve("uploads")).isEmptyDirectory();
  }

  @Test
  void goesOnWithAnUploadAfterARestart() throws IOException {
    BlobUpload before = create().start("team/app");
    before.append(new ByteArrayInputStream(BYTES, 0, 2));
    before.close();

    BlobStore restarted = create();
    BlobUpload after = restarted.resume(before.id()).orElseThrow();
    assertThat(after.offset()).isEqualTo(2);
    assertThat(after.owner()).isEqualTo("team/app");
    after.append(new ByteArrayInputStream(BYTES, 2, 1));
    after.commit(DIGEST);

    assertThat(restarted.size(DIGEST)).contains(3L);
  }

  @Test
  void removesTheRestsOfEndedUploadsAtStart() throws IOException {
    Path rest = directory.resolve("uploads").resolve("a".repeat(32));
    Files.createDirectories(rest);
    Files.writeString(rest.resolve("owner"), "team/app");

    create();

    assertThat(rest).doesNotExist();
  }

  @Test
  void replacesABlobWhoseFileHasTheWrongSize() throws IOException {
    Path file =
        directory.resolve("blobs/sha256/" + DIGEST.hex().substring(0, 2) + "/" + DIGEST.hex());
    Files.createDirectories(file.getParent());
    Files.write(file, new byte[] {1});

    create().put(DIGEST, new ByteArrayInputStream(BYTES));

    assertThat(file).hasBinaryContent(BYTES);
  }

  @Test
  void whatLayThereCountsAsBroughtWhenTheStoreWasOpened() throws IOException {
    Instant opened = Instant.now();
    create(InstantSource.fixed(opened.minus(Duration.ofDays(9))))
        .put(DIGEST, new ByteArrayInputStream(BYTES));

    BlobStore restarted = create(InstantSource.fixed(opened));

    assertThat(restarted.sweep(DIGEST, opened, _ -> false)).isFalse();
    assertThat(restarted.sweep(DIGEST, opened.plusMillis(1), _ -> false)).isTrue();
  }

  @Test
  void sweepsNothingButBlobs() throws IOException {
    create().put(DIGEST, new ByteArrayInputStream(BYTES));
    Path shelf = directory.resolve("blobs/sha256/" + DIGEST.hex().substring(0, 2));
    Path foreign = Files.writeString(shelf.resolve("README"), "not a blob");
    Path beside = Files.writeString(directory.resolve("blobs/sha256/README"), "no shelf");
    List<Digest> removed = new ArrayList<>();

    create().sweep(Instant.now().plusSeconds(60), _ -> false, removed::add);

    assertThat(removed).containsExactly(DIGEST);
    assertThat(foreign).exists();
    assertThat(beside).exists();
    assertThat(shelf.resolve(DIGEST.hex())).doesNotExist();
  }
}
