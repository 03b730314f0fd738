package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** SIGHUP while a server still starts, which cannot go on before somebody writes what it reads. */
@Timeout(60)
class EarlySignalTest {
  private static final String SETTINGS = "api: 127.0.0.1:0\nregistry: 127.0.0.1:0\n";

  @TempDir private Path work;

  @Test
  void endsNothingAndIsHeededOnceTheServerStands() throws Exception {
    Path config = work.resolve("weir.yaml");
    run("mkfifo", config.toString());
    Path log = work.resolve("log");
    List<String> line = new ArrayList<>(RealClient.serverCommand());
    line.addAll(
        List.of("serve", "--data", work.resolve("d").toString(), "--config", config.toString()));
    Process process;
    try (RandomAccessFile pipe = new RandomAccessFile(config.toFile(), "rw")) {
      process = new ProcessBuilder(line).redirectError(log.toFile()).start();
      awaitReading(process.pid(), config);
      awaitTaken(process.pid());

      run("kill", "-HUP", Long.toString(process.pid()));

      Path later = Files.writeString(work.resolve("later"), SETTINGS + "log-level: warn\n");
      Path _ = Files.move(later, config, StandardCopyOption.REPLACE_EXISTING);
      pipe.write(SETTINGS.getBytes(StandardCharsets.UTF_8));
    }
    try {
      assertThat(process.inputReader().readLine()).as(log.toString()).startsWith("ready api=");
      await()
          .untilAsserted(
              () -> assertThat(log).content().contains("SIGHUP: log-level: info → warn"));
      process.destroy();
      assertThat(process.waitFor()).isZero();
    } finally {
      process.destroyForcibly();
    }
  }

  private static void run(String... command) throws IOException, InterruptedException {
    assertThat(new ProcessBuilder(command).start().waitFor()).isZero();
  }

  private static void awaitReading(long process, Path file) {
    await()
        .ignoreExceptions()
        .untilAsserted(
            () -> {
              try (Stream<Path> open = Files.list(Path.of("/proc/" + process + "/fd"))) {
                assertThat(open)
                    .anySatisfy(fd -> assertThat(Files.readSymbolicLink(fd)).isEqualTo(file));
              }
            });
  }

  /** A thread of its own does it, so that the start does not wait. */
  private static void awaitTaken(long process) {
    await()
        .untilAsserted(
            () -> {
              try (Stream<Path> tasks = Files.list(Path.of("/proc/" + process + "/task"))) {
                assertThat(tasks.map(task -> task.resolve("comm")))
                    .noneSatisfy(name -> assertThat(name).hasContent("take SIGHUP"));
              }
            });
  }
}
