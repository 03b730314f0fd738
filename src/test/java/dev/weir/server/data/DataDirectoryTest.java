package dev.weir.server.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.weir.server.config.StartException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {
  @TempDir private Path parent;

  private Path root() {
    return parent.resolve("data");
  }

  private static String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  @Test
  void makesPrivateDirectoryWithFormatNumber() throws IOException {
    try (DataDirectory data = DataDirectory.open(root())) {
      data.createBlobs();
      assertThat(mode(data.root())).isEqualTo("rwx------");
      assertThat(mode(data.blobs())).isEqualTo("rwx------");
      assertThat(mode(data.tls())).isEqualTo("rwx------");
      assertThat(mode(root().resolve("format"))).isEqualTo("rw-------");
      assertThat(root().resolve("format")).hasContent("1");
    }
  }

  @Test
  void refusesSecondServerAndNamesTheFirst() throws IOException {
    try (DataDirectory first = DataDirectory.open(root())) {
      first.describe("api=https://127.0.0.1:8443 registry=http://127.0.0.1:5000");

      assertThatExceptionOfType(StartException.class)
          .isThrownBy(() -> DataDirectory.open(root()))
          .withMessageContaining("process " + ProcessHandle.current().pid())
          .withMessageContaining("https://127.0.0.1:8443")
          .withMessageContaining("--data");
    }
  }

  @Test
  void canBeOpenedAgainWhenTheFirstServerIsGone() throws IOException {
    DataDirectory.open(root()).close();

    try (DataDirectory again = DataDirectory.open(root())) {
      assertThat(again.isInPlace()).isTrue();
    }
  }

  @Test
  void noticesThatItWasMovedAndThatItIsBack() throws IOException {
    try (DataDirectory data = DataDirectory.open(root())) {
      Files.move(root(), parent.resolve("away"));
      assertThat(data.isInPlace()).isFalse();
      Files.createDirectory(root());
      Files.writeString(root().resolve("lock"), "");
      assertThat(data.isInPlace()).as("another stands there").isFalse();

      Files.delete(root().resolve("lock"));
      Files.delete(root());
      Files.move(parent.resolve("away"), root());

      assertThat(data.isInPlace()).isTrue();
    }
  }

  @Test
  void refusesNewerFormatAndNamesBoth() throws IOException {
    DataDirectory.open(root()).close();
    Files.writeString(root().resolve("format"), "7\n");

    assertThatExceptionOfType(StartException.class)
        .isThrownBy(() -> DataDirectory.open(root()))
        .withMessageContaining("format 7")
        .withMessageContaining("up to 1");
    assertThat(root().resolve("format")).hasContent("7");
  }

  @Test
  void refusesDamagedFormat() throws IOException {
    DataDirectory.open(root()).close();
    Files.writeString(root().resolve("format"), "");

    assertThatExceptionOfType(StartException.class)
        .isThrownBy(() -> DataDirectory.open(root()))
        .withMessageContaining("is damaged");
  }

  @Test
  void refusesDirectoryOfSomethingElse() throws IOException {
    Files.createDirectory(root());
    Files.writeString(root().resolve("thesis.tex"), "");

    assertThatExceptionOfType(StartException.class)
        .isThrownBy(() -> DataDirectory.open(root()))
        .withMessageContaining("thesis.tex");
    assertThat(root().resolve("format")).doesNotExist();
  }

  @Test
  void acceptsUsersPutThereBeforeTheFirstStart() throws IOException {
    Files.createDirectory(root());
    Files.writeString(root().resolve("users.htpasswd"), "");

    try (DataDirectory data = DataDirectory.open(root())) {
      assertThat(mode(data.root())).isEqualTo("rwx------");
    }
  }

  @Test
  void keepsTheRegistryHostAndRemembersEarlierOnes() throws IOException {
    try (DataDirectory data = DataDirectory.open(root())) {
      assertThat(data.registryNames().kept()).isEmpty();

      data.registryNames().keep("old.example");
      data.registryNames().keep("new.example");
      data.registryNames().keep("new.example");

      assertThat(data.registryNames().kept()).containsExactly("new.example", "old.example");
    }
  }

  @Test
  void remembersTheRegistrysFleetingNamesButDoesNotKeepThem() throws IOException {
    try (DataDirectory data = DataDirectory.open(root())) {
      data.registryNames().keep("kept.example");
      data.registryNames().rememberFleeting("127.0.0.1:40001");
      data.registryNames().rememberFleeting("127.0.0.1:40002");

      assertThat(data.registryNames().kept()).containsExactly("kept.example");
      assertThat(data.registryNames().all())
          .containsExactly("kept.example", "127.0.0.1:40002", "127.0.0.1:40001");
    }
  }

  @Test
  void saysWhenTheDirectoryCannotBeUsed() throws IOException {
    Files.writeString(root(), "a file");

    assertThatExceptionOfType(StartException.class)
        .isThrownBy(() -> DataDirectory.open(root()))
        .withMessageContaining("cannot be used")
        .withMessageContaining("--data DIR");
  }

  private static void requireRoot() throws IOException {
    assumeThat(Files.getAttribute(Path.of("/proc/self"), "unix:uid")).as("only root").isEqualTo(0);
  }

  @Test
  void rootLeavesTheDataOfAnotherUserAlone() throws IOException {
    requireRoot();
    DataDirectory.open(root()).close();
    Files.setAttribute(root().resolve("format"), "unix:uid", 12345);
    Files.delete(root().resolve("lock"));

    assertThatExceptionOfType(StartException.class)
        .isThrownBy(() -> DataDirectory.open(root()))
        .withMessage(
            "The data in %s belongs to user 12345, and root would leave files there that it cannot"
                    .formatted(root())
                + " read; run this as that user, or give all of it to root with chown -R 0 %s."
                    .formatted(root()));
    assertThat(root().resolve("lock")).doesNotExist();
  }

  @Test
  void whoseADirectoryIsIsSaidToWhomItIsNot() throws IOException {
    requireRoot();
    Path directory = Files.createDirectory(root());
    assertThat(Owner.stranger(directory)).isEmpty();
    assertThat(Owner.stranger(directory.resolve("none"))).isEmpty();

    Files.setAttribute(directory, "unix:uid", 12345);

    assertThat(Owner.stranger(directory))
        .contains(
            "it belongs to user 12345, and this process runs as root (user 0): run it as that user,"
                + " or give all of it to this one with chown -R 0 "
                + directory);
  }

  /** As a volume in a pod is: root's, and the pod's group may write. */
  @Test
  void anEmptyVolumeMayBeOursByItsGroupAlone() throws IOException {
    requireRoot();
    Files.setAttribute(Files.createDirectory(root()), "unix:uid", 12345);
    try (DataDirectory data = DataDirectory.open(root())) {
      assertThat(data.root().resolve("format")).exists();
    }
  }
}
