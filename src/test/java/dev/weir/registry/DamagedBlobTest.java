package dev.weir.registry;

import static dev.weir.registry.TestManifests.OCI_MANIFEST;
import static dev.weir.registry.TestRegistry.DEV;
import static dev.weir.registry.TestRegistry.ROOT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.weir.blob.file.FileBlobStore;
import dev.weir.reference.Digest;
import dev.weir.registry.TestRegistry.Answer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that forgets: what clients are told, and how they heal it. */
class DamagedBlobTest {
  private static final byte[] LARGE = random(1_000_000);
  private static final byte[] SMALL = random(1_000);

  @TempDir private Path directory;
  private TestRegistry registry;

  @BeforeEach
  void start() throws Exception {
    registry = TestRegistry.start(FileBlobStore.open(directory));
  }

  @AfterEach
  void stop() throws Exception {
    registry.close();
  }

  private void damage(Digest digest) throws IOException {
    Path file = file(digest);
    FileTime before = Files.getLastModifiedTime(file);
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
    Files.setLastModifiedTime(file, before);
  }

  private Path file(Digest digest) {
    return directory.resolve("blobs/sha256/" + digest.hex().substring(0, 2) + "/" + digest.hex());
  }

  @Test
  void referrersWhoseBytesAreGoneAreNotListed() throws Exception {
    byte[] config = "{}".getBytes(StandardCharsets.US_ASCII);
    byte[] subject = TestManifests.config("any bytes will do");
    registry.pushBlob(DEV, "team/app", config);
    byte[] kept = TestManifests.artifact("application/x-signature", config, subject);
    byte[] lost = TestManifests.artifact("application/x-sbom", config, subject);
    for (byte[] manifest : List.of(kept, lost)) {
      String digest = Digest.of(manifest).toString();
      registry.pushManifest(DEV, "team/app", digest, OCI_MANIFEST, manifest);
    }
    String referrers = "/v2/team/app/referrers/" + Digest.of(subject);
    assertThat(registry.get(DEV, referrers).json().get("manifests")).hasSize(2);

    Files.delete(file(Digest.of(lost)));

    Answer listed = registry.get(DEV, referrers);
    assertThat(listed.json().get("manifests")).hasSize(1);
    assertThat(listed.json().at("/manifests/0/digest").asString())
        .isEqualTo(Digest.of(kept).toString());
  }

  private static String blob(String repository, Digest digest) {
    return "/v2/" + repository + "/blobs/" + digest;
  }

  @Test
  void aLargeBlobBreaksOffAndIsUploadedAgain() throws Exception {
    Digest digest = registry.pushBlob(DEV, "team/app", LARGE);
    damage(digest);

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> registry.get(DEV, blob("team/app", digest)));

    assertThat(registry.send(DEV, "HEAD", blob("team/app", digest)).status()).isEqualTo(404);
    String mount = "/v2/team/other/blobs/uploads/?mount=" + digest + "&from=team/app";
    assertThat(registry.send(DEV, "POST", mount).status()).isEqualTo(202);
    registry.pushBlob(DEV, "team/app", LARGE);
    assertThat(registry.get(DEV, blob("team/app", digest)).body()).isEqualTo(LARGE);
  }

  @Test
  void aSmallBlobIsUnknownBeforeAnyByteIsSent() throws Exception {
    Digest digest = registry.pushBlob(DEV, "team/app", SMALL);
    damage(digest);

    Answer answer = registry.get(DEV, blob("team/app", digest));

    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.code()).isEqualTo("BLOB_UNKNOWN");
    assertThat(answer.message()).contains("damaged", "push it again");
  }

  @Test
  void aPartOfADamagedBlobIsNotServed() throws Exception {
    Digest digest = registry.pushBlob(DEV, "team/app", LARGE);
    damage(digest);

    for (String range : List.of("bytes=0-9", "bytes=999000-")) {
      assertThat(registry.get(DEV, blob("team/app", digest), "Range", range).status())
          .isEqualTo(404);
    }
  }

  @Test
  void aPushIntoAnotherRepositoryHealsBoth() throws Exception {
    Digest digest = registry.pushBlob(DEV, "team/app", LARGE);
    damage(digest);

    registry.pushBlob(ROOT, "public/app", LARGE);

    assertThat(registry.get(DEV, blob("team/app", digest)).body()).isEqualTo(LARGE);
    assertThat(registry.get(ROOT, blob("public/app", digest)).body()).isEqualTo(LARGE);
  }

  @Test
  void aFileThatIsShorterThanItWasPushedIsUnknownToHead() throws Exception {
    Digest digest = registry.pushBlob(DEV, "team/app", LARGE);
    Files.write(file(digest), Arrays.copyOf(LARGE, 500));

    assertThat(registry.send(DEV, "HEAD", blob("team/app", digest)).status()).isEqualTo(404);
  }

  @Test
  void aDamagedManifestIsUnknownUntilItIsPushedAgain() throws Exception {
    byte[] manifest = registry.pushImage(DEV, "team/app", "v1", "one");
    Digest digest = Digest.of(manifest);
    damage(digest);

    for (String reference : List.of("v1", digest.toString())) {
      Answer answer = registry.get(DEV, "/v2/team/app/manifests/" + reference);
      assertThat(answer.status()).isEqualTo(404);
      assertThat(answer.code()).isEqualTo("MANIFEST_UNKNOWN");
    }
    assertThat(
            registry
                .pushManifest(DEV, "team/app", "v1", TestManifests.OCI_MANIFEST, manifest)
                .status())
        .isEqualTo(201);
    assertThat(registry.get(DEV, "/v2/team/app/manifests/v1").body()).isEqualTo(manifest);
  }

  @Test
  void aDamagedChildOfAnIndexIsNamedAsMissing() throws Exception {
    byte[] child = registry.pushImage(DEV, "team/app", "v1", "one");
    damage(Digest.of(child));
    byte[] index = TestManifests.index(List.of(child));

    Answer answer =
        registry.pushManifest(
            DEV, "team/app", "all", "application/vnd.oci.image.index.v1+json", index);

    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.code()).isEqualTo("MANIFEST_BLOB_UNKNOWN");
    assertThat(answer.message()).contains(Digest.of(child).toString());
  }

  @Test
  void aDamagedConfigurationMakesNoImage() throws Exception {
    byte[] config = TestManifests.config("one");
    Digest digest = registry.pushBlob(DEV, "team/app", config);
    registry.pushBlob(DEV, "team/app", SMALL);
    damage(digest);
    byte[] manifest = TestManifests.image(config, List.of(SMALL));

    Answer answer =
        registry.pushManifest(DEV, "team/app", "v1", TestManifests.OCI_MANIFEST, manifest);

    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.code()).isEqualTo("MANIFEST_BLOB_UNKNOWN");
    registry.pushBlob(DEV, "team/app", config);
    assertThat(
            registry
                .pushManifest(DEV, "team/app", "v1", TestManifests.OCI_MANIFEST, manifest)
                .status())
        .isEqualTo(201);
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(9).nextBytes(bytes);
    return bytes;
  }
}
