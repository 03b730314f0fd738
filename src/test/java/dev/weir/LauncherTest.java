package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher, with a JDK and a build that only tell how they were called. */
class LauncherTest {
  private static final String FAKE_JAVA =
      """
      #!/bin/sh
      echo "$0 $*" >>"$CALLS"
      for argument in "$@"; do
        case $argument in
          -XX:AOTCacheOutput=*) echo archive >"${argument#*=}" ;;
        esac
      done
      case "$*" in
        *AOTCacheOutput*) ;;
        *) echo "program $*"; exit 7 ;;
      esac
      case "$*" in
        *' serve '*) echo 'ready api=x'; trap 'exit 0' TERM; sleep 5 & wait ;;
      esac
      """;
  private static final String FAKE_MAVEN =
      """
      #!/bin/sh
      echo "mvn $JAVA_HOME $*" >>"$CALLS"
      echo 'noise of the build'
      mkdir -p "$(dirname "$2")/target"
      echo jar >"$(dirname "$2")/target/weir.jar"
      """;

  @TempDir private Path root;
  private Path home;
  private Path calls;

  private record Run(int exit, String out, String err) {}

  @BeforeEach
  void copy() throws IOException {
    home = Files.createDirectories(root.resolve("a home"));
    Files.copy(Path.of("weir"), home.resolve("weir"));
    Files.createDirectories(home.resolve("src/main"));
    Files.writeString(home.resolve("pom.xml"), "");
    calls = root.resolve("calls");
    Files.writeString(calls, "");
    script(root.resolve("bin/mvn"), FAKE_MAVEN);
    jdk("new jdk", 25);
  }

  private static void script(Path file, String text) throws IOException {
    Files.createDirectories(file.resolveSibling(""));
    Files.writeString(file, text);
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  private Path jdk(String name, int version) throws IOException {
    Path jdk = root.resolve(name);
    script(jdk.resolve("bin/java"), FAKE_JAVA);
    Files.writeString(
        jdk.resolve("release"),
        "JAVA_RUNTIME_VERSION=\"%d.0.3+9\"\nJAVA_VERSION=\"%d.0.3\"\n".formatted(version, version));
    return jdk;
  }

  private Run weir(Path file, String javaHome, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(file.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(root.toFile());
    Map<String, String> environment = builder.environment();
    environment.put("CALLS", calls.toString());
    environment.put("JAVA_HOME", javaHome);
    environment.put("PATH", root.resolve("bin") + ":/usr/bin:/bin");
    builder.redirectError(root.resolve("err").toFile());
    Process process = builder.start();
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Run(process.waitFor(), out, Files.readString(root.resolve("err")));
  }

  private Run weir(String... arguments) throws IOException, InterruptedException {
    return weir(home.resolve("weir"), root.resolve("new jdk").toString(), arguments);
  }

  private long builds() throws IOException {
    return Files.readAllLines(calls).stream().filter(line -> line.startsWith("mvn")).count();
  }

  @Test
  void buildsOnFirstUseAndBecomesTheProgram() throws Exception {
    Run run = weir("get", "a b");

    assertThat(run.exit()).isEqualTo(7);
    assertThat(run.out())
        .isEqualTo(
            "program -Xlog:disable -Xlog:all=error:stderr -Djava.awt.headless=true"
                + " -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:AOTCache="
                + home.toRealPath()
                + "/target/client-25.0.3_9.aot -jar "
                + home.toRealPath()
                + "/target/weir.jar get a b\n");
    assertThat(run.err()).contains("building").contains("noise of the build");
    assertThat(calls).content().contains("mvn " + root.resolve("new jdk"));
  }

  @Test
  void buildsAgainOnlyWhenSourcesAreNewer() throws Exception {
    weir("version");
    Run second = weir("version");
    assertThat(second.err()).isEmpty();
    assertThat(builds()).isOne();

    Path source = Files.writeString(home.resolve("src/main/New.java"), "");
    Files.setLastModifiedTime(
        source, java.nio.file.attribute.FileTime.from(java.time.Instant.now().plusSeconds(5)));
    weir("version");

    assertThat(builds()).isEqualTo(2);
  }

  @Test
  void givesTheServerItsOwnArchiveAndFlags() throws Exception {
    assertThat(weir("serve", "--help").out())
        .contains("/target/server-25.0.3_9.aot")
        .doesNotContain("TieredStopAtLevel");
  }

  @Test
  void worksThroughSymbolicLinks() throws Exception {
    Path link = Files.createSymbolicLink(root.resolve("link"), home.resolve("weir"));
    Path relative = Files.createSymbolicLink(root.resolve("second"), Path.of("link"));

    assertThat(weir(relative, root.resolve("new jdk").toString(), "version").exit()).isEqualTo(7);
    assertThat(weir(link, root.resolve("new jdk").toString(), "version").out())
        .contains(home.toRealPath() + "/target/weir.jar");
  }

  @Test
  void passesOverJavaThatIsTooOld() throws Exception {
    Path old = jdk("old jdk", 17);
    Files.createSymbolicLink(root.resolve("bin/java"), root.resolve("new jdk/bin/java"));

    assertThat(weir(home.resolve("weir"), old.toString(), "version").exit()).isEqualTo(7);

    assertThat(calls).content().contains("new jdk/bin/java").doesNotContain("old jdk/bin/java");
  }

  @Test
  void saysWhenTheBuildFails() throws Exception {
    script(root.resolve("bin/mvn"), "#!/bin/sh\necho broken\nexit 1\n");

    Run run = weir("version");

    assertThat(run.exit()).isOne();
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("broken").contains("the build failed");
  }

  @Test
  void worksWithoutArchives() throws Exception {
    String withoutArchives = FAKE_JAVA.replace("echo archive >\"${argument#*=}\"", ":");
    script(root.resolve("new jdk/bin/java"), withoutArchives);

    Run first = weir("version");
    Run second = weir("version");

    assertThat(first.err()).contains("no start-up archives could be made");
    assertThat(second.err()).isEmpty();
    assertThat(second.out()).startsWith("program").doesNotContain("AOTCache=");
  }
}
