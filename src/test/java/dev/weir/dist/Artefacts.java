package dev.weir.dist;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.clients.Missing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * What {@code mvn -Prelease package} left in {@code target/dist}. Where that was not run its tests
 * are skipped by name, or fail when {@code WEIR_DIST=required}.
 */
final class Artefacts {
  private static final Path DIST = Path.of("target", "dist").toAbsolutePath();

  private Artefacts() {}

  /** The one whose name begins and ends so. */
  static Path named(String prefix, String suffix) throws IOException {
    Path found = find(prefix, suffix);
    if ("required".equals(System.getenv("WEIR_DIST"))) {
      assertThat(found).as("%s…%s, as WEIR_DIST=required", prefix, suffix).exists();
    }
    Assumptions.assumeTrue(
        Files.exists(found),
        "target/dist is not made; run: mvn -Prelease -DskipTests package (%s)".formatted(suffix));
    return found;
  }

  private static Path find(String prefix, String suffix) throws IOException {
    if (!Files.isDirectory(DIST)) {
      return DIST.resolve(prefix + suffix);
    }
    try (Stream<Path> files = Files.list(DIST)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith(prefix))
          .filter(file -> file.getFileName().toString().endsWith(suffix))
          .findFirst()
          .orElse(DIST.resolve(prefix + suffix));
    }
  }

  /** Goes on where a program of the system is. */
  static void need(String program) {
    Missing.here()
        .unless(
            Stream.of(System.getenv("PATH").split(":"))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, program))),
            program + " is not on PATH");
  }

  /** Runs a program of the system that must succeed; returns what it printed. */
  static String run(String... line) throws IOException, InterruptedException {
    return run(List.of(line));
  }

  static String run(List<String> line) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as("%s\n%s", String.join(" ", line), said).isZero();
    return said;
  }
}
