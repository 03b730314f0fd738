package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.demo.TarFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a command says, when it says it, and what it does when nobody listens. */
@WeirServer
@Timeout(60)
class StandardStreamsTest {
  private static final int MEGABYTE = 1024 * 1024;

  private final Path work;
  private final ServerProcess server;
  private final WeirCalls weir;

  StandardStreamsTest(Path work, ServerProcess server, WeirCalls weir) throws IOException {
    this.work = work;
    this.server = server;
    this.weir = weir;
    weir.says("new-project", "demo");
    weir.says("create", "is", "one");
    weir.says("create", "is", "two");
  }

  private String layer(int megabytes) throws IOException {
    byte[] bytes = new byte[megabytes * MEGABYTE];
    new Random(megabytes).nextBytes(bytes);
    System.arraycopy(TarFile.of("message", "x"), 0, bytes, 0, 512); // as far as it is looked at
    return Files.write(work.resolve("layer" + megabytes + ".tar"), bytes).toString();
  }

  private ProcessBuilder process(String... arguments) {
    List<String> line = new ArrayList<>(RealClient.weirCommand());
    line.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(line);
    builder.environment().putAll(server.environment(work));
    return builder;
  }

  private static String shell(String... words) {
    List<String> quoted = new ArrayList<>();
    for (String word : words) {
      quoted.add("'" + word + "'");
    }
    return String.join(" ", quoted);
  }

  private String weirInAShell(String... arguments) {
    List<String> line = new ArrayList<>(RealClient.weirCommand());
    line.addAll(List.of(arguments));
    return shell(line.toArray(String[]::new));
  }

  private RealClient client(String... command) {
    return RealClient.required(server.environment(work), command);
  }

  @Test
  void whatIsAboutToBeDoneIsSaidBeforeItsResult() throws Exception {
    String target = server.registry() + "/demo/app:v1";
    Process append =
        process("image", "append", "--to", target, layer(1)).redirectErrorStream(true).start();
    try (BufferedReader lines = append.inputReader(StandardCharsets.UTF_8)) {
      assertThat(lines.readLine()).startsWith("Uploading ");
      assertThat(lines.readLine()).startsWith("Pushed sha256:");
    }
    assertThat(append.waitFor()).isZero();
  }

  @Test
  void aLineIsThereWhileTheCommandGoesOn() throws Exception {
    Process waiting =
        process("wait", "--for=create", "--timeout=60s", "is/one", "is/never").start();
    try (BufferedReader lines = waiting.inputReader(StandardCharsets.UTF_8)) {
      assertThat(lines.readLine()).isEqualTo("imagestream.image.openshift.io/one condition met");
      assertThat(waiting.isAlive()).isTrue();
    } finally {
      waiting.destroyForcibly();
    }
  }

  @Test
  void aLongPushMovesOnATerminal() throws Exception {
    String target = server.registry() + "/demo/app:big";
    String line = "TERM=xterm " + weirInAShell("image", "append", "--to", target, layer(24));
    RealClient.Output output = client("script").attempt("", "-qec", line, "/dev/null");

    assertThat(output.exit()).isZero();
    assertThat(output.out())
        .containsPattern("\rreading layer24\\.tar [0-9.]+MB of 25\\.17MB \\(\\d+%\\)")
        .containsPattern("\r +\rUploading [0-9.]+MB \\.\\.\\.\r\n")
        .containsPattern("\r +\rPushed sha256:[0-9a-f]{64} to [^ ]+\r\n$")
        .doesNotContain("\u001b");
  }

  @Test
  void aCommandEndsWhenNobodyReadsItsResult() throws Exception {
    Path exit = work.resolve("exit");
    String watch = weirInAShell("get", "is", "one", "-w", "-o", "name");
    Process watching =
        client("sh").start("-c", "{ " + watch + "; echo $? >'" + exit + "'; } | head -n 1");
    try (BufferedReader lines = watching.inputReader(StandardCharsets.UTF_8)) {
      assertThat(lines.readLine()).isEqualTo("imagestream.image.openshift.io/one");
      // head leaves when it likes; sooner or later nobody reads
      AtomicInteger more = new AtomicInteger();
      await()
          .until(
              () -> {
                weir.says("label", "is", "one", "more=" + more.incrementAndGet(), "--overwrite");
                return !watching.isAlive();
              });
    } finally {
      watching.destroyForcibly();
    }
    assertThat(exit).hasContent("141");
  }

  @Test
  void aListThatNobodyReadsEndsWithoutAWord() throws Exception {
    Path exit = work.resolve("unread");
    String list = weirInAShell("get", "is", "-o", "yaml");
    RealClient.Output output =
        client("sh").attempt("", "-c", "{ " + list + "; echo $? >'" + exit + "'; } | true");
    assertThat(output.err()).isEmpty();
    assertThat(exit).hasContent("141");
  }

  @Test
  void aNarrowTerminalAndNoneShowTheSame() throws Exception {
    for (String[] line :
        new String[][] {
          {"get", "is", "-o", "name"}, {"get", "-h"}, {"status"}, {"api-resources"}
        }) {
      String command = "stty cols 40; TERM=xterm " + weirInAShell(line);
      RealClient.Output narrow = client("script").attempt("", "-qec", command, "/dev/null");
      RealClient.Output none =
          client("sh").attempt("", "-c", "setsid -w " + weirInAShell(line) + " </dev/null");
      assertThat(narrow.exit()).as(narrow.out()).isZero();
      assertThat(none.exit()).as(none.err()).isZero();
      assertThat(narrow.out().replace("\r\n", "\n")).isEqualTo(none.out());
      assertThat(none.err()).isEmpty();
    }
  }

  @Test
  void helpOfTheServerIsAllThatIsPrinted() throws Exception {
    RealClient.Output help =
        client("sh").attempt("", "-c", weirInAShell("serve", "-h") + " | grep '80 %'");
    assertThat(help.err()).isEmpty();
    assertThat(help.out()).contains("80 % full").doesNotContain("%%");
  }

  @Test
  void aResultThatCannotBeKeptIsAFailure() throws Exception {
    RealClient.Output output =
        client("sh").attempt("", "-c", weirInAShell("get", "is") + " >/dev/full");
    assertThat(output.exit()).isOne();
    assertThat(output.err())
        .isEqualTo("error: standard output cannot be written: No space left on device\n");
  }

  @Test
  void anInterruptedPushLeavesNoFile() throws Exception {
    Path temporary = Files.createDirectory(work.resolve("tmp"));
    List<String> line = new ArrayList<>(RealClient.weirCommand());
    line.add(1, "-Djava.io.tmpdir=" + temporary);
    line.addAll(List.of("image", "append", "--to", server.registry() + "/demo/app:cut", layer(32)));
    ProcessBuilder builder = new ProcessBuilder(line);
    builder.environment().putAll(Map.copyOf(server.environment(work)));
    Process append = builder.start();
    try (BufferedReader lines = append.errorReader(StandardCharsets.UTF_8)) {
      assertThat(lines.lines().dropWhile(said -> said.startsWith("reading ")).findFirst())
          .hasValueSatisfying(said -> assertThat(said).startsWith("Uploading "));
      append.destroyForcibly();
    }
    assertThat(append.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(temporary).isEmptyDirectory();
  }
}
