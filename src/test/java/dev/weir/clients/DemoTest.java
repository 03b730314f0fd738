package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code weir demo} as a user runs it. */
@Timeout(60)
class DemoTest {
  @TempDir private Path work;
  private Path temporary;

  @BeforeEach
  void make() throws IOException {
    temporary = Files.createDirectory(work.resolve("tmp"));
  }

  private Process demo() throws IOException {
    List<String> line = new ArrayList<>(RealClient.weirCommand());
    line.add(1, "-Djava.io.tmpdir=" + temporary);
    // tests that run in the background ignore interrupts; their children would do the same
    line.addAll(0, List.of("env", "--default-signal=INT"));
    line.add("demo");
    ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
    builder.environment().remove("WEIR_LAUNCHER");
    return builder.start();
  }

  @Test
  void tellsTheWholeStoryAndLeavesNothing() throws Exception {
    Process demo = demo();
    String story = new String(demo.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(demo.waitFor()).as(story).isZero();
    assertThat(story)
        .containsSubsequence(
            "$ weir new-project demo",
            "$ weir image append",
            "\nUploading ",
            "\nPushed sha256:",
            "$ weir tag web:v2 web:live",
            "\n  new  ",
            "This server ends now",
            "weir follow deploy/web");
    assertThat(temporary).isEmptyDirectory();
  }

  @Test
  void anInterruptLeavesNeitherServerNorToken() throws Exception {
    Process demo = demo();
    try (BufferedReader lines = demo.inputReader(StandardCharsets.UTF_8)) {
      List<String> said = new ArrayList<>();
      String line = lines.readLine();
      while (line != null && !line.startsWith("ready ")) {
        said.add(line);
        line = lines.readLine();
      }
      assertThat(line).as(String.join("\n", said)).isNotNull();
      List<ProcessHandle> servers = demo.descendants().toList();
      assertThat(servers).isNotEmpty();
      assertThat(temporary).isNotEmptyDirectory();

      assertThat(new ProcessBuilder("kill", "-INT", "" + demo.pid()).start().waitFor()).isZero();

      assertThat(demo.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(demo.exitValue()).as("ended by the signal").isEqualTo(130);
      assertThat(servers).noneMatch(ProcessHandle::isAlive);
      assertThat(temporary).isEmptyDirectory();
      assertThat(lines.lines()).noneMatch(rest -> rest.startsWith("The demo stopped"));
    } finally {
      demo.destroyForcibly();
    }
  }
}
