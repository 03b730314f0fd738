package dev.weir.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The Debian package, unpacked, and what its unit runs under the unit's restrictions: nothing can
 * be written but the directory of its data and temporary files.
 */
@Timeout(300)
class PackageTest {
  private static final String UNIT = "usr/lib/systemd/system/weir.service";

  @TempDir private static Path unpacked;
  @TempDir private Path work;
  private Path root;
  private Path data;

  @BeforeEach
  void unpack() throws Exception {
    Path file = Artefacts.named("weir_", ".deb");
    Artefacts.need("dpkg-deb");
    root = unpacked.resolve("root");
    if (!Files.exists(root)) {
      Artefacts.run("dpkg-deb", "-R", file.toString(), root.toString());
      for (String place : List.of("dev", "proc", "tmp", "var/lib/weir", "usr/lib64", "etc/ssl")) {
        Files.createDirectories(root.resolve(place));
      }
      for (String old : List.of("bin", "lib", "lib64")) {
        Files.createSymbolicLink(root.resolve(old), Path.of("usr", old));
      }
      for (Path libraries : libraries()) {
        Files.createDirectories(root.resolve(libraries.toString().substring(1)));
      }
    }
    data = Files.createDirectory(work.resolve("data"));
  }

  private static List<Path> libraries() throws IOException {
    try (Stream<Path> found = Files.list(Path.of("/usr/lib"))) {
      return found.filter(path -> path.toString().endsWith("-linux-gnu")).toList();
    }
  }

  /** The package's files among this machine's programs and libraries. */
  private Sandbox sandbox() throws IOException {
    Sandbox sandbox = Sandbox.of(root, Sandbox.NAMELESS);
    for (String shown : List.of("/usr/bin", "/usr/lib64", "/etc/ssl")) {
      sandbox.ro(Path.of(shown), shown);
    }
    for (Path libraries : libraries()) {
      sandbox.ro(libraries, libraries.toString());
    }
    for (String setting : unit("Environment")) {
      String[] parts = setting.split("=", 2);
      sandbox.set(parts[0], parts[1]);
    }
    return sandbox.empty("/tmp").rw(data, "/var/lib/weir");
  }

  private List<String> unit(String key) throws IOException {
    return Files.readAllLines(root.resolve(UNIT)).stream()
        .filter(line -> line.startsWith(key + "="))
        .map(line -> line.substring(key.length() + 1))
        .toList();
  }

  private static String[] words(String command) {
    return command.split(" ");
  }

  @Test
  void whatItsUnitRunsServesAndPassesTheStartCheck() throws Exception {
    List<String> line = new ArrayList<>(List.of(words(unit("ExecStart").getFirst())));
    line.addAll(List.of("--api", "127.0.0.1:0", "--registry", "127.0.0.1:0"));
    try (InstalledServer server = InstalledServer.start(sandbox(), line)) {
      assertThat(server.log()).doesNotContain("archive");
      Sandbox.Run check = sandbox().run(words(unit("ExecStartPost").getFirst()));
      assertThat(check.err() + check.out()).isEmpty();
      assertThat(check.exit()).isZero();
      server.servesSkopeo(data, work);
      assertThat(server.stop()).isIn(0, 143);
    }
  }

  @Test
  void theStartCheckFailsOnceTheServerHasEnded() throws Exception {
    Sandbox.Run check =
        sandbox().set("MAINPID", "99999").run(words(unit("ExecStartPost").getFirst()));
    assertThat(check.exit()).isOne();
  }

  @Test
  void settingsThatAreWrongEndItInOneSentence() throws Exception {
    Path broken = Files.writeString(work.resolve("weir.yaml"), "apis: 0.0.0.0:8443\n");
    Sandbox.Run run =
        sandbox().ro(broken, "/etc/weir/weir.yaml").run(words(unit("ExecStart").getFirst()));
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).contains("apis");
    assertThat(data).isEmptyDirectory();
  }

  @Test
  void systemdFindsTheUnitSoundAndHardened() throws Exception {
    Artefacts.need("systemd-analyze");
    Path unit = work.resolve("weir.service");
    String text = Files.readString(root.resolve(UNIT));
    Files.writeString(unit, text.replace("=/usr/lib/weir", "=" + root + "/usr/lib/weir"));
    assertThat(Artefacts.run("systemd-analyze", "verify", "--man=no", unit.toString())).isEmpty();
    // in tenths: what is below 2 of 10 is called OK
    assertThat(
            Artefacts.run(
                "systemd-analyze",
                "security",
                "--offline=true",
                "--threshold=20",
                "--no-pager",
                unit.toString()))
        .contains("DynamicUser=");
  }

  @Test
  void itsScriptsDoNothingWhereSystemdIsNot() throws Exception {
    for (String script : List.of("postinst", "prerm", "postrm")) {
      Sandbox.Run run = sandbox().run("/bin/sh", "/DEBIAN/" + script, "configure");
      assertThat(run.err() + run.out()).isEmpty();
      assertThat(run.exit()).isZero();
    }
    assertThat(root.resolve("DEBIAN/conffiles")).content().isEqualTo("/etc/weir/weir.yaml\n");
  }

  @Test
  void holdsPagesWordsForShellsAndLicences() {
    assertThat(
            Stream.of(
                "usr/share/man/man1/weir.1.gz",
                "usr/share/man/man1/weir-tag.1.gz",
                "usr/share/bash-completion/completions/weir",
                "usr/share/zsh/vendor-completions/_weir",
                "usr/share/fish/vendor_completions.d/weir.fish",
                "usr/share/doc/weir/copyright",
                "usr/share/doc/weir/licenses/EPL-2.0.txt",
                "usr/share/doc/weir/sbom/weir.cdx.json",
                "usr/lib/weir/jre/legal/java.base/LICENSE"))
        .allSatisfy(file -> assertThat(root.resolve(file)).isNotEmptyFile());
    assertThat(root.resolve("usr/bin/weir")).isSymbolicLink().exists();
  }
}
