package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
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
      echo "jar of call $(wc -l <"$CALLS")" >"$(dirname "$2")/target/weir.jar"
      """;

  @TempDir private Path root;
  private Path home;
  private Path calls;
  private Path temporary;

  private record Run(int exit, String out, String err) {}

  @BeforeEach
  void copy() throws IOException {
    home = Files.createDirectories(root.resolve("a home"));
    Files.copy(Path.of("weir"), home.resolve("weir"));
    Files.createDirectories(home.resolve("src/main"));
    Files.writeString(home.resolve("pom.xml"), "");
    temporary = Files.createDirectory(root.resolve("tmp"));
    Files.createDirectory(root.resolve("person"));
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

  private ProcessBuilder launcher(List<String> command, String javaHome) {
    ProcessBuilder builder = new ProcessBuilder(command).directory(root.toFile());
    Map<String, String> environment = builder.environment();
    environment.put("CALLS", calls.toString());
    environment.put("JAVA_HOME", javaHome);
    environment.put("PATH", root.resolve("bin") + ":/usr/bin:/bin");
    environment.put("HOME", root.resolve("person").toString());
    environment.put("ERR", root.resolve("err").toString());
    environment.put("TMPDIR", temporary.toString());
    environment.remove("XDG_CACHE_HOME");
    return builder.redirectError(root.resolve("err").toFile());
  }

  private Run run(String javaHome, String... command) throws IOException, InterruptedException {
    Process process = launcher(List.of(command), javaHome).start();
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Run(process.waitFor(), out, Files.readString(root.resolve("err")));
  }

  private Run weir(Path file, String javaHome, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(file.toString()));
    command.addAll(List.of(arguments));
    return run(javaHome, command.toArray(String[]::new));
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
        .matches(
            "program -Xlog:disable -Xlog:all=error:stderr -Xlog:aot\\*=off:stderr"
                + " -Djava.awt.headless=true -Djdk.console=java.base"
                + " --enable-native-access=ALL-UNNAMED -XX:\\+UseSerialGC"
                + " -XX:TieredStopAtLevel=1 -XX:\\+IgnoreUnrecognizedVMOptions"
                + " -XX:\\+UnlockDiagnosticVMOptions -XX:-AOTReplayTraining"
                + " -XX:AOTCache=HOME/target/client-25\\.0\\.3-\\d+\\.aot"
                    .replace("HOME", home.toRealPath().toString())
                + " -cp HOME/target/weir\\.jar dev\\.weir\\.Main get a b\n"
                    .replace("HOME", home.toRealPath().toString()));
    assertThat(run.err()).contains("building").doesNotContain("noise of the build");
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
  void aServerThatRunsKeepsTheProgramThatItBeganWith() throws Exception {
    weir("version");
    Path jar = home.resolve("target/weir.jar");
    String before = Files.readString(jar);
    try (InputStream opened = Files.newInputStream(jar)) {
      Files.setLastModifiedTime(
          home.resolve("pom.xml"), FileTime.from(Instant.now().plusSeconds(5)));
      weir("version");

      assertThat(builds()).isEqualTo(2);
      assertThat(jar).content().isNotEqualTo(before);
      assertThat(new String(opened.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo(before);
    }
  }

  @Test
  void givesTheServerItsOwnArchiveAndFlags() throws Exception {
    assertThat(weir("serve", "--help").out())
        .containsPattern("/target/server-25\\.0\\.3-\\d+\\.aot")
        .doesNotContain("TieredStopAtLevel");
  }

  @Test
  void whatMovesManyBytesRunsCompiledAndInLittleMemoryWithoutTheArchiveOfCommands()
      throws Exception {
    for (String command : List.of("mirror", "append", "extract", "serve")) {
      assertThat(weir("--loglevel=2", "image", command, "get").out())
          .contains("-Xmx512m", "-XX:MaxNewSize=", "-XX:MaxDirectMemorySize=")
          .doesNotContain("TieredStopAtLevel", "AOTCache");
    }
    assertThat(weir("image", "info", "mirror").out()).contains("TieredStopAtLevel");
    assertThat(weir("get", "mirror").out()).contains("TieredStopAtLevel");
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
  void saysWhenTheBuildFailsWithoutItsColours() throws Exception {
    script(
        root.resolve("bin/mvn"),
        "#!/bin/sh\necho '[INFO] chatter'\nprintf '\\033[31m[ERROR] broken\\033[m\\n'\nexit 1\n");

    Run run = weir("version");

    assertThat(run.exit()).isOne();
    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .contains("\n[ERROR] broken\n", "the build failed")
        .doesNotContain("chatter", "\u001b");
    assertThat(temporary).isEmptyDirectory();
  }

  @Test
  void tellsThatALongBuildGoesOn() throws Exception {
    script(root.resolve("bin/sleep"), "#!/bin/sh\nexec /bin/sleep 0.01\n"); // seconds that fly
    script(
        root.resolve("bin/mvn"),
        FAKE_MAVEN
            + "echo '[INFO] --- compiler:3.14.1:compile (default-compile) @ weir ---'\n"
            + "until grep -q '5 s' \"$ERR\"; do sleep 1; done\n");

    Run run = weir("version");

    assertThat(run.out()).startsWith("program");
    assertThat(run.err()).contains("weir: building, 5 s: compiling\n").doesNotContain("\r");
  }

  @Test
  void worksWithoutArchives() throws Exception {
    String withoutArchives = FAKE_JAVA.replace("echo archive >\"${argument#*=}\"", ":");
    script(root.resolve("new jdk/bin/java"), withoutArchives);

    Run first = weir("version");
    Run second = weir("version");

    assertThat(first.err().lines())
        .filteredOn(line -> line.contains("archives could"))
        .singleElement(STRING)
        .contains("Weir works, and starts slower. The reason: ", "No such file or directory.")
        .matches(".* To try again, remove .*/none-[^/]*\\.aot");
    assertThat(second.err()).isEmpty();
    assertThat(second.out()).startsWith("program").doesNotContain("AOTCache=");
  }

  /** As somebody who may read what belongs to others and write nothing of it. */
  private Run asAnotherUser(String... arguments) throws IOException, InterruptedException {
    run("", "chmod", "-R", "a+rX", root.toString());
    run("", "chmod", "-R", "a-w", home.toString());
    run("", "chmod", "a+w", calls.toString(), temporary.toString());
    List<String> command = new ArrayList<>();
    if (System.getProperty("user.name").equals("root")) {
      command.addAll(List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--"));
    }
    command.add(home.resolve("weir").toString());
    command.addAll(List.of(arguments));
    try {
      return run(root.resolve("new jdk").toString(), command.toArray(String[]::new));
    } finally {
      run("", "chmod", "-R", "u+w", home.toString());
    }
  }

  private List<String> archives() throws IOException {
    try (Stream<Path> files = Files.list(home.resolve("target"))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(n -> n.endsWith(".aot"))
          .toList();
    }
  }

  @Test
  void anInstallationOfSomebodyElseIsUsedAsItIs() throws Exception {
    weir("version");

    Run run = asAnotherUser("version");

    assertThat(run.err()).isEmpty();
    assertThat(run.exit()).isEqualTo(7);
    assertThat(run.out()).contains("-XX:AOTCache=" + home.toRealPath() + "/target/client-");
  }

  @Test
  void anInstallationOfSomebodyElseWorksWithoutArchives() throws Exception {
    weir("version");
    for (String archive : archives()) {
      Files.delete(home.resolve("target").resolve(archive));
    }
    Files.delete(home.resolve("target/.launcher.lock"));

    for (String verb : List.of("version", "serve")) {
      Run run = asAnotherUser(verb);
      assertThat(run.err()).isEmpty();
      assertThat(run.out()).startsWith("program ").doesNotContain("AOTCache");
    }
    assertThat(archives()).isEmpty();
    assertThat(builds()).isOne();
  }

  @Test
  void sourcesOfSomebodyElseAreNotBuilt() throws Exception {
    Run missing = asAnotherUser("version");
    assertThat(missing.exit()).isOne();
    assertThat(missing.err())
        .isEqualTo(
            "weir: %s/target/weir.jar is not there or not yours to read; whoever owns %s builds it by running %s/weir once.\n"
                .replace("%s", home.toRealPath().toString()));

    weir("version");
    Files.setLastModifiedTime(
        Files.writeString(home.resolve("src/main/New.java"), ""),
        FileTime.from(Instant.now().plusSeconds(5)));
    Run older = asAnotherUser("version");
    assertThat(older.err()).isEmpty();
    assertThat(older.exit()).isEqualTo(7);
    assertThat(builds()).isOne();
  }

  @Test
  void anArchiveOfAnotherJdkIsNotUsed() throws Exception {
    weir("version");
    List<String> before = archives();
    Files.writeString(
        root.resolve("new jdk/release"),
        "JAVA_RUNTIME_VERSION=\"25.0.3+10\"\nJAVA_VERSION=\"25.0.3\"\n");

    assertThat(asAnotherUser("version").out()).startsWith("program ").doesNotContain("AOTCache");
    assertThat(archives()).isEqualTo(before);

    assertThat(weir("version").err()).contains("making the start-up archives");
    assertThat(archives()).hasSize(2).doesNotContainAnyElementsOf(before);
  }

  @Test
  void aCopiedOrMovedBuildMakesArchivesOfItsOwn() throws Exception {
    weir("version");
    List<String> before = archives();
    Path there = root.resolve("there");
    run("", "cp", "-a", home.toString(), there.toString());
    home = there;

    Run first = weir("version");
    Run second = weir("version");

    assertThat(first.err()).isEqualTo("weir: making the start-up archives (once)\n");
    assertThat(first.out()).contains("-XX:AOTCache=" + there.toRealPath() + "/target/client-");
    assertThat(second.err()).isEmpty();
    assertThat(archives()).hasSize(2).doesNotContainAnyElementsOf(before);
    assertThat(builds()).isOne();
  }

  @Test
  void aPersonGetsArchivesInHisOwnCacheWhereTheInstallationIsNotHis() throws Exception {
    weir("version");
    for (String archive : archives()) {
      Files.delete(home.resolve("target").resolve(archive));
    }
    Path person = root.resolve("person");
    run("", "chmod", "-R", "a-w", home.toString());
    run("", "chmod", "a+rwx", person.toString());
    String line = "TERM=xterm exec '" + home.resolve("weir") + "' version";
    List<String> command = new ArrayList<>();
    if (System.getProperty("user.name").equals("root")) {
      run("", "chmod", "-R", "a+rX", root.toString());
      run("", "chmod", "a+w", calls.toString(), temporary.toString());
      command.addAll(List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--"));
    }
    command.addAll(List.of("script", "-qec", line, "/dev/null"));

    Run first = run(root.resolve("new jdk").toString(), command.toArray(String[]::new));
    Run second = run(root.resolve("new jdk").toString(), command.toArray(String[]::new));
    run("", "chmod", "-R", "u+w", home.toString());

    assertThat(first.out())
        .contains(
            "making the start-up archives", "-XX:AOTCache=" + person + "/.cache/weir/client-");
    assertThat(second.out())
        .startsWith("program ")
        .contains("-XX:AOTCache=" + person + "/.cache/weir/client-");
  }

  /** It would write into the audit log of the one that is to be started, or follow its cluster. */
  @Test
  void theServerThatIsRecordedIsNotToldWhatTheOthersAre() throws Exception {
    script(
        root.resolve("new jdk/bin/java"),
        FAKE_JAVA.replace("$0 $*", "$(env | grep -c ^WEIR_[A-Z]*=/elsewhere) $*"));
    Run run =
        run(
            root.resolve("new jdk").toString(),
            "env",
            "WEIR_CONFIG=/elsewhere",
            "WEIR_WORKLOADS=/elsewhere",
            home.resolve("weir").toString(),
            "version");

    assertThat(run.out()).startsWith("program ");
    assertThat(Files.readAllLines(calls).stream().filter(call -> !call.startsWith("mvn")))
        .hasSize(3)
        .allSatisfy(
            call -> assertThat(call).startsWith(call.contains("AOTCacheOutput") ? "0 " : "2 "));
  }

  /** What is written there would go where its links lead. */
  @Test
  void aCacheThatAnybodyMayWriteButIsSomebodyElsesIsLeftAlone() throws Exception {
    weir("version");
    for (String archive : archives()) {
      Files.delete(home.resolve("target").resolve(archive));
    }
    Path precious = Files.writeString(root.resolve("precious"), "precious");
    Path cache = Files.createDirectories(root.resolve("cache/weir"));
    Files.createSymbolicLink(cache.resolve(".launcher.lock"), precious);
    Path data = Files.createDirectories(root.resolve("data/start-up")).getParent();
    Files.createFile(data.resolve("weir.db"));
    Files.createSymbolicLink(data.resolve("start-up/.launcher.lock"), precious);
    run("", "chmod", "-R", "a+rwX", root.toString());
    run("", "chmod", "-R", "a-w", home.toString());
    List<String> command = new ArrayList<>();
    if (System.getProperty("user.name").equals("root")) {
      command.addAll(List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--"));
    } else {
      Assumptions.abort("only root can make what is somebody else's");
    }
    command.addAll(List.of("env", "XDG_CACHE_HOME=" + cache.getParent()));
    command.addAll(List.of(home.resolve("weir").toString(), "serve", "--data", data.toString()));

    Run run = run(root.resolve("new jdk").toString(), command.toArray(String[]::new));

    assertThat(run.err()).isEmpty();
    assertThat(run.out()).startsWith("program ").doesNotContain("AOTCache");
    assertThat(precious).content().isEqualTo("precious");
    run("", "chmod", "-R", "u+w", home.toString());
  }

  /** What runs tests in the background ignores interrupts, and its children would do the same. */
  @Test
  @Timeout(30)
  void anInterruptLeavesNothing() throws Exception {
    script(
        root.resolve("new jdk/bin/java"),
        FAKE_JAVA
            .replace("for argument", "echo $$ >>\"$CALLS.pids\"\nfor argument")
            .replace("sleep 5 & wait", "sleep 60 & wait")
            .replace(
                "esac\ndone\n", "esac\ndone\ncase \"$*\" in *Rehearsal*) exec sleep 60 ;; esac\n"));
    Process process =
        launcher(
                List.of(
                    "setsid",
                    "env",
                    "--default-signal=INT",
                    home.resolve("weir").toString(),
                    "version"),
                root.resolve("new jdk").toString())
            .start();
    Path pids = root.resolve("calls.pids");
    await().until(() -> Files.exists(pids) && Files.readAllLines(pids).size() == 2);

    run("", "kill", "-INT", "--", "-" + process.pid());

    assertThat(process.waitFor()).isNotZero();
    await()
        .untilAsserted(
            () ->
                assertThat(Files.readAllLines(pids))
                    .noneMatch(pid -> ProcessHandle.of(Long.parseLong(pid)).isPresent()));
    await().untilAsserted(() -> assertThat(temporary).isEmptyDirectory());
    assertThat(archives()).isEmpty();
  }

  @Test
  void worksFromThePath() throws Exception {
    Files.createSymbolicLink(root.resolve("bin/weir"), home.resolve("weir"));
    assertThat(run(root.resolve("new jdk").toString(), "sh", "-c", "weir version").exit())
        .isEqualTo(7);
  }
}
