package dev.weir.remote.repository;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.weir.clients.RealClient;
import dev.weir.reference.Digest;
import dev.weir.remote.RemoteException;
import dev.weir.remote.RemoteManifest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Directories as {@code oc image mirror} makes them. */
class DirectoryRepositoryTest extends FileRepositoryContract {
  @Override
  SourceRepository source() {
    return repository();
  }

  @Override
  TargetRepository target() {
    return repository();
  }

  private DirectoryRepository repository() {
    return in("team/app");
  }

  private DirectoryRepository in(String path) {
    return new DirectoryRepository(directory, path);
  }

  @Override
  Path blob(Digest digest) {
    return directory.resolve("v2/team/app/blobs/" + digest);
  }

  @Test
  void aManifestIsTheFileOfItsBlobAndATagALinkToIt() throws IOException {
    RemoteManifest image = Pictures.image(repository(), "v1", "hello");
    Path manifests = directory.resolve("v2/team/app/manifests");
    Path manifest = manifests.resolve(image.digest().toString());
    assertThat(Files.isSameFile(manifest, blob(image.digest()))).isTrue();
    assertThat(Files.readSymbolicLink(manifests.resolve("v1")))
        .isEqualTo(Path.of(image.digest().toString()));
  }

  @Test
  void aTagThatIsAFileIsRead() throws IOException {
    RemoteManifest image = Pictures.image(repository(), "v1", "hello");
    Path tag = directory.resolve("v2/team/app/manifests/v1");
    Files.delete(tag);
    Files.write(tag, image.bytes());
    assertThat(repository().tags()).containsExactly("v1");
    assertThat(repository().resolve("v1")).contains(image.digest());
  }

  @Test
  void aBlobIsMountedAsASecondNameOfTheSameFile() throws IOException {
    byte[] bytes = "some bytes".getBytes(UTF_8);
    Digest digest = Digest.of(bytes);
    repository().upload(digest, bytes.length, () -> new ByteArrayInputStream(bytes));
    assertThat(in("team/other").mount(digest, "team/app")).isTrue();
    assertThat(in("team/other").mount(digest, "team/app")).isTrue();
    Path second = directory.resolve("v2/team/other/blobs/" + digest);
    assertThat(Files.isSameFile(second, blob(digest))).isTrue();
    assertThat(in("team/third").mount(Digest.of(new byte[0]), "team/app")).isFalse();
    try (var files = Files.list(second.getParent())) {
      assertThat(files).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"..", "../x", "/etc", "a/../b", "", "a//b", "a/./b", "A", "a\\b", "a\0b"})
  void noPathLeadsOutOfTheDirectory(String path) {
    assertThatIllegalArgumentException().isThrownBy(() -> in(path));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> repository().mount(Digest.of(new byte[0]), path));
  }

  @ParameterizedTest
  @ValueSource(strings = {"..", ".", "a/b", "/etc/passwd", "", "a b"})
  void noTagLeadsOutOfTheRepository(String tag) {
    RemoteManifest image = Pictures.image(repository(), "v1", "hello");
    assertThatExceptionOfType(RemoteException.class)
        .isThrownBy(() -> repository().put(image, tag))
        .withMessageContaining("is no tag");
    assertThatExceptionOfType(RemoteException.class)
        .isThrownBy(() -> repository().manifest(tag))
        .withMessageContaining("is no tag");
    assertThat(repository().tags()).containsExactly("v1");
  }

  @Test
  void ocReadsWhatIsWrittenHereAndTheOtherWayRound(@TempDir Path other) throws Exception {
    RealClient oc = RealClient.oc(Map.of("HOME", other.toString()));
    RemoteManifest image = Pictures.image(repository(), "v1", "hello");
    RemoteManifest list = Pictures.list(repository(), "multi", "hello");
    oc.run(
        "image",
        "mirror",
        "--keep-manifest-list",
        "--from-dir=" + directory,
        "--dir=" + other,
        "file://team/app",
        "file://moved/app");
    DirectoryRepository moved = new DirectoryRepository(other, "moved/app");
    assertThat(moved.tags()).containsExactly("multi", "v1");
    assertThat(moved.manifest("v1").bytes()).isEqualTo(image.bytes());
    assertThat(moved.manifest("multi").bytes()).isEqualTo(list.bytes());
    assertThat(moved.hasManifest(image.digest())).isTrue();
  }
}
