package dev.weir.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.weir.clients.RealClient;
import dev.weir.clients.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A server that cannot start where it is started, as a process of its own: one sentence that says
 * what, why and what to do, an exit code, and nothing that was changed.
 */
@Timeout(120)
class BadStartTest {
  private static final Pattern JAVA =
      Pattern.compile("(java|javax|sun|tools)\\.[a-z]+\\.|Exception|\\tat ");
  private static final String SAYS = "weir serve: ";
  private static final int NOBODY_HERE = 12_345;

  @TempDir private Path work;
  private Path data;

  @BeforeEach
  void name() throws IOException {
    data = work.toRealPath().resolve("data");
  }

  /** This machine, of which only one directory can be written. */
  private static Sandbox machine(Path writable) {
    return Sandbox.of(Path.of("/"), Sandbox.NAMELESS).rw(writable, writable.toString());
  }

  private static Sandbox readOnlyMachine() {
    return Sandbox.of(Path.of("/"), Sandbox.NAMELESS);
  }

  private static String[] serve(String... flags) {
    List<String> line = new ArrayList<>(RealClient.serverCommand());
    line.add("serve");
    line.addAll(List.of(flags));
    line.addAll(List.of("--api", "127.0.0.1:0", "--registry", "127.0.0.1:0"));
    return line.toArray(String[]::new);
  }

  private static String[] serveOn(Path directory) {
    return serve("--data", directory.toString());
  }

  /** The one sentence; the log beside it tells of nothing that broke. */
  private static String refusal(int exit, Sandbox.Run run) {
    assertThat(run.exit()).as(run.err()).isEqualTo(exit);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).doesNotContainPattern(JAVA).doesNotContain("null", " ERROR ");
    List<String> said = run.err().lines().filter(line -> line.startsWith(SAYS)).toList();
    assertThat(said).as(run.err()).hasSize(1);
    return said.getFirst().substring(SAYS.length());
  }

  private void startOnce() throws IOException, InterruptedException {
    try (ServerProcess server = ServerProcess.start(data)) {
      assertThat(server.terminate()).isZero();
    }
  }

  /** What lies in a directory, each file with a number for its content. */
  private static Map<String, Long> content(Path directory) throws IOException {
    Map<String, Long> all = new TreeMap<>();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.toList()) {
        boolean plain = Files.isRegularFile(file);
        long sum = plain ? Arrays.hashCode(Files.readAllBytes(file)) : -1;
        all.put(directory.relativize(file).toString(), sum);
      }
    }
    return all;
  }

  @Test
  void whereNothingCanBeWritten() throws Exception {
    Files.createDirectory(data);
    for (Path directory : List.of(data, work.resolve("new/data"))) {
      assertThat(refusal(1, readOnlyMachine().run(serveOn(directory))))
          .startsWith("The data directory " + directory + " cannot be used (")
          .contains("read-only file system")
          .endsWith("choose another with --data DIR.");
    }
    assertThat(data).isEmptyDirectory();
  }

  @Test
  void whereADataDirectoryCanOnlyBeRead() throws Exception {
    startOnce();
    Map<String, Long> before = content(data);

    assertThat(refusal(1, readOnlyMachine().run(serveOn(data))))
        .startsWith("The data directory " + data + " cannot be used (")
        .contains("read-only file system")
        .endsWith("choose another with --data DIR.");
    assertThat(content(data)).isEqualTo(before);
  }

  /** The disk has room for a part of what a first start writes, and then for all of it. */
  @ParameterizedTest
  @ValueSource(ints = {0, 4, 1000})
  void onAFullDisk(int kilobytesLeft) throws Exception {
    Path disk = Files.createDirectory(work.resolve("disk"));
    Path script = work.resolve("full.sh");
    Files.writeString(
        script,
        """
        dd if=/dev/zero of=DISK/other bs=1k 2>/dev/null
        truncate -s -LEFTk DISK/other
        "$@"
        echo "exit $?"
        rm DISK/other
        exec "$@"
        """
            .replace("DISK", disk.toString())
            .replace("LEFT", "" + kilobytesLeft));
    List<String> line = new ArrayList<>(List.of("/bin/sh", script.toString()));
    line.addAll(List.of(serveOn(disk.resolve("data"))));
    Sandbox full = readOnlyMachine().small(disk.toString(), 64 << 20);

    try (InstalledServer server = InstalledServer.start(full, line, List.of("exit 1"))) {
      List<String> said = server.log().lines().filter(text -> text.startsWith(SAYS)).toList();
      assertThat(said).as(server.log()).hasSize(1);
      assertThat(said.getFirst())
          .contains(disk.resolve("data").toString())
          .containsPattern("(?i)no space left on device|its disk is full; make room on it");
      assertThat(server.log()).doesNotContainPattern(JAVA);
      assertThat(server.stop()).isZero();
    }
  }

  @Test
  void withoutAHomeAndAPlaceForItsData() throws Exception {
    assertThat(refusal(2, readOnlyMachine().run(serve())))
        .isEqualTo("no data directory: set --data, or WEIR_DATA or HOME in the environment");
  }

  @Test
  void withoutANameItServes() throws Exception {
    Files.createDirectory(data);
    try (InstalledServer server = InstalledServer.start(machine(data), List.of(serveOn(data)))) {
      assertThat(server.log()).doesNotContain("WARN", "ERROR");
      assertThat(server.stop()).isZero();
    }
    assertThat(data.resolve("admin.kubeconfig")).exists();
  }

  @Test
  void onADirectoryOfSomebodyElse() throws Exception {
    assumeThat(Files.getAttribute(Path.of("/proc/self"), "unix:uid")).as("only root").isEqualTo(0);
    startOnce();
    Map<String, Long> before = content(data);
    try (Stream<Path> files = Files.walk(data)) {
      for (Path file : files.toList()) {
        Files.setAttribute(file, "unix:uid", NOBODY_HERE);
      }
    }

    assertThat(refusal(1, machine(data).run(serveOn(data))))
        .startsWith("The data directory " + data + " cannot be used (" + data)
        .contains("permission denied", "it belongs to ", "this process runs as user 54321")
        .contains("or give all of it to this one with chown -R 54321 " + data)
        .endsWith("or choose another with --data DIR.");
    assertThat(refusal(1, Sandbox.plain(serveOn(data))))
        .startsWith("The data in " + data + " belongs to user 12345, and root would leave files")
        .endsWith("or give all of it to root with chown -R 0 " + data + ".");
    assertThat(content(data)).isEqualTo(before);
  }

  @Test
  void onDataOfALaterVersion() throws Exception {
    startOnce();
    Files.writeString(data.resolve("format"), "7\n");
    Files.writeString(data.resolve("written-by"), "2.0.0\n");
    Map<String, Long> before = content(data);

    assertThat(refusal(1, machine(data).run(serveOn(data))))
        .isEqualTo(
            "The data in %s has format 7, written by Weir 2.0.0, and this Weir reads formats up to 1;"
                    .formatted(data)
                + " start a newer Weir on it.");
    assertThat(content(data)).isEqualTo(before);
  }

  @Test
  void onADirectoryWhereAnotherServerRuns() throws Exception {
    try (ServerProcess first = ServerProcess.start(data)) {
      assertThat(refusal(1, machine(data).run(serveOn(data))))
          .startsWith("The data directory " + data + " is in use by another Weir server (process ")
          .contains(first.api(), first.registry())
          .endsWith("; stop that one, or choose another directory with --data DIR.");
      Path home = Files.createDirectory(work.resolve("home"));
      assertThat(RealClient.weir(first.environment(home)).run("get", "projects")).contains("NAME");
      assertThat(first.terminate()).isZero();
    }
  }
}
