package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.weir.clients.RealClient.Output;
import dev.weir.remote.extract.TarMaker;
import dev.weir.remote.repository.Pictures;
import dev.weir.remote.repository.TargetRepository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images in files where the disk is full, or several processes write at once. */
class FilesAtTheLimitTest {
  private static final int LARGE = 2_000_000;

  @TempDir Path home;
  private Path small;

  @BeforeEach
  void makeImages() throws IOException {
    small = Files.createDirectory(home.resolve("small"));
    TargetRepository repository = Pictures.directory(home.resolve("disk"), "team/app");
    byte[] noise = new byte[LARGE];
    new Random(1).nextBytes(noise);
    byte[] layer = new TarMaker().file("first", "first").entry('0', "large", "", noise).gzip();
    Pictures.layered(repository, "large", layer);
    for (int i = 0; i < 4; i++) {
      Pictures.image(repository, "v" + i, "number " + i);
    }
  }

  private RealClient weir() {
    return RealClient.weir(Map.of("HOME", home.toString())).in(home);
  }

  /**
   * Runs a command with a disk of a megabyte mounted, which only it sees, and lists the files that
   * are on it in the end.
   */
  private Output onSmallDisk(String... words) throws Exception {
    RealClient unshare = RealClient.required(Map.of("HOME", home.toString()), "unshare").in(home);
    String mount = "mount -t tmpfs -o size=1m none " + small;
    assumeTrue(
        unshare.attempt("", "-rm", "sh", "-c", mount).exit() == 0,
        "this system lets nobody mount a disk for himself");
    List<String> command = new ArrayList<>();
    command.addAll(
        List.of(
            "-rm", "sh", "-c", mount + "; \"$@\"; echo exit $?; cd small; find . -type f", "sh"));
    command.addAll(RealClient.weirCommand());
    command.addAll(List.of(words));
    return unshare.attempt("", command.toArray(String[]::new));
  }

  @Test
  void aFullDiskLeavesNothingOfABlobInADirectory() throws Exception {
    Output output =
        onSmallDisk(
            "image",
            "mirror",
            "file://team/app:large",
            "file://other/app:large",
            "--from-dir=disk",
            "--dir=small");
    assertThat(output.err())
        .contains("cannot write " + small + "/v2/other/app/blobs/sha256:")
        .contains(": no space left on device");
    assertThat(output.out().lines())
        .startsWith("exit 1")
        .allMatch(
            line -> line.startsWith("exit") || line.matches("./v2/other/app/blobs/sha256:\\w{64}"))
        .hasSizeLessThanOrEqualTo(2);
  }

  @Test
  void aFullDiskLeavesNothingOfABlobInALayout() throws Exception {
    Output output =
        onSmallDisk(
            "image", "mirror", "file://team/app:large", "oci:small/layout:v1", "--from-dir=disk");
    assertThat(output.err()).contains(": no space left on device");
    assertThat(output.out()).contains("exit 1", "oci-layout", "index.json").doesNotContain(".part");
  }

  @Test
  void aFullDiskLeavesNothingOfAnExtractedFile() throws Exception {
    Output output =
        onSmallDisk("image", "extract", "file://team/app:large", "--dir=disk", "--path=/:small");
    assertThat(output.err())
        .startsWith("error: unable to extract layer sha256:")
        .endsWith("\"large\" cannot be written: no space left on device\n");
    assertThat(output.out()).isEqualTo("exit 1\n./first\n");
  }

  @Test
  void severalProcessesWriteToOneLayoutAtOnce() throws Exception {
    List<Process> running = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      running.add(
          weir()
              .start(
                  "image",
                  "mirror",
                  "file://team/app:v" + i,
                  "oci:" + home.resolve("layout") + ":v" + i,
                  "--from-dir=" + home.resolve("disk")));
    }
    for (Process process : running) {
      assertThat(process.waitFor()).isZero();
    }
    assertThat(weir().run("image", "info", "oci:layout").lines())
        .filteredOn(line -> line.startsWith("Name:"))
        .hasSize(4);
    try (Stream<Path> files = Files.walk(home.resolve("layout"))) {
      assertThat(files).noneMatch(file -> file.toString().contains(".part"));
    }
  }
}
