package dev.weir.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The tar file, used by somebody without a name and a home, on a system that cannot be written. */
@Timeout(300)
class TarTest {
  private static final String LARGE_ARCHIVES =
      """
      #!/bin/sh
      for word; do
        case $word in -XX:AOTCacheOutput=*) file=${word#*=}; head -c 2000000 /dev/zero >"$file" ;; esac
      done
      [ -n "${file:-}" ] || { echo server; exit 0; }
      case $* in
        *' serve '*)
          mkdir "${file%/*}/data" && echo >"${file%/*}/data/admin.kubeconfig"
          echo 'ready api=x'
          trap 'exit 0' TERM
          sleep 5 &
          wait
          ;;
      esac
      """;

  @TempDir private static Path unpacked;
  @TempDir private Path work;
  private Path home;
  private Path data;

  @BeforeEach
  void unpack() throws Exception {
    Path tar = Artefacts.named("weir-", ".tar.gz");
    home = unpacked.resolve(tar.getFileName().toString().replace(".tar.gz", ""));
    if (!Files.exists(home)) {
      Artefacts.run("tar", "-xzf", tar.toString(), "-C", unpacked.toString());
    }
    data = Files.createDirectory(work.resolve("data"));
  }

  private Sandbox sandbox() {
    return Sandbox.ofThisMachine()
        .empty("/opt")
        .ro(home, "/opt/weir")
        .ro(Path.of(System.getProperty("java.home")), "/opt/jdk")
        .set("JAVA_HOME", "/opt/jdk");
  }

  private InstalledServer serve(Sandbox sandbox) throws IOException {
    return InstalledServer.start(
        sandbox.rw(data, "/mnt"),
        List.of(
            "/opt/weir/weir",
            "serve",
            "--data",
            "/mnt",
            "--api",
            "127.0.0.1:0",
            "--registry",
            "127.0.0.1:0"));
  }

  @Test
  void itsCommandsNeedNoHomeNoNameAndNothingThatCanBeWritten() throws Exception {
    Sandbox.Run version = sandbox().run("/opt/weir/weir", "version", "--client");
    assertThat(version.err()).isEmpty();
    assertThat(version.out()).isEqualTo("Client Version: " + versionOf(home) + "\n");
    assertThat(version.exit()).isZero();

    Sandbox.Run serve = sandbox().run("/opt/weir/weir", "serve");
    assertThat(serve.exit()).isEqualTo(2);
    assertThat(serve.err())
        .contains("no data directory: set --data, or WEIR_DATA or HOME in the environment");
  }

  private static String versionOf(Path home) {
    return home.getFileName().toString().replace("weir-", "");
  }

  @Test
  void aServerKeepsItsArchivesInItsDataDirectoryAndDoesWithoutSpoiledOnes() throws Exception {
    try (InstalledServer first = serve(sandbox().empty("/tmp"))) {
      assertThat(first.log()).doesNotContain("archives");
      first.servesSkopeo(data, work);
      assertThat(first.stop()).isZero();
    }
    try (InstalledServer second = serve(sandbox().empty("/tmp"))) {
      assertThat(second.log()).contains("making the start-up archives (once)");
      assertThat(second.stop()).isZero();
    }
    List<Path> archives;
    try (Stream<Path> files = Files.list(data.resolve("start-up"))) {
      archives = files.filter(file -> file.toString().endsWith(".aot")).toList();
    }
    assertThat(archives).hasSize(2);
    for (Path archive : archives) {
      Files.write(archive, new byte[100_000]);
    }
    try (InstalledServer third = serve(sandbox())) {
      assertThat(third.log()).doesNotContain("archive");
      assertThat(third.stop()).isZero();
    }
  }

  /** With a JDK that makes archives of two megabytes and no server. */
  @Test
  void aFullCacheIsSaidOnceAndStopsNobody() throws Exception {
    Path jdk = Files.createDirectories(work.resolve("jdk/bin")).getParent();
    Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"25.0.9\"\n");
    Path java = Files.writeString(jdk.resolve("bin/java"), LARGE_ARCHIVES);
    assertThat(java.toFile().setExecutable(true)).isTrue();
    Files.createFile(data.resolve("weir.db"));
    Sandbox full =
        sandbox()
            .ro(jdk, "/opt/jdk")
            .empty("/tmp")
            .small("/opt/cache", 1 << 20)
            .set("XDG_CACHE_HOME", "/opt/cache")
            .rw(data, "/mnt");

    Sandbox.Run run =
        full.run("/bin/sh", "-c", "for i in 1 2; do /opt/weir/weir serve --data /mnt; done");

    assertThat(run.out()).isEqualTo("server\nserver\n");
    assertThat(run.err().lines())
        .filteredOn(line -> !line.contains("making the start-up archives"))
        .singleElement(STRING)
        .contains("no start-up archives could be made; Weir works, and starts slower.")
        .contains("No space left on device", "remove /opt/cache/weir/none-");
  }

  @Test
  void holdsPagesWordsForShellsLicencesAndTheListOfItsParts() {
    assertThat(home)
        .satisfies(
            root ->
                assertThat(
                        Stream.of(
                            "LICENSE",
                            "NOTICE",
                            "licenses/EPL-2.0.txt",
                            "sbom/weir.cdx.json",
                            "share/man/man1/weir.1",
                            "share/man/man1/weir-tag.1",
                            "share/bash-completion/completions/weir",
                            "share/zsh/site-functions/_weir",
                            "share/fish/vendor_completions.d/weir.fish"))
                    .allSatisfy(file -> assertThat(root.resolve(file)).isNotEmptyFile()));
  }
}
