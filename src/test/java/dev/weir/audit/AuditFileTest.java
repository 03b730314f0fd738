package dev.weir.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.weir.resource.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditFileTest {
  private static final AuditFile.Sizes SMALL = new AuditFile.Sizes(1000, 2);

  @TempDir private Path directory;

  private AuditFile open(Path file) {
    return new AuditFile(file, InstantSource.system(), SMALL);
  }

  private static List<Integer> numbers(Path file) throws IOException {
    List<Integer> numbers = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      numbers.add(Json.parseObject(line.getBytes(StandardCharsets.UTF_8)).get("n").asInt());
    }
    return numbers;
  }

  private static void record(AuditFile audit, int from, int count) {
    IntStream.range(from, from + count)
        .forEach(n -> audit.record(Json.object().put("n", n).put("text", "x".repeat(80))));
  }

  @Test
  void aFullFileIsPutAsideAndTheOldestGoes() throws IOException {
    Path file = directory.resolve("audit.log");
    try (AuditFile audit = open(file)) {
      record(audit, 0, 100);
    }

    assertThat(directory).isDirectoryContaining(p -> p.endsWith("audit.log.2"));
    assertThat(directory.resolve("audit.log.3")).doesNotExist();
    List<Integer> kept = new ArrayList<>(numbers(directory.resolve("audit.log.2")));
    kept.addAll(numbers(directory.resolve("audit.log.1")));
    kept.addAll(numbers(file));
    assertThat(kept).as("one after the other, up to the last").hasSizeBetween(20, 40);
    assertThat(kept)
        .containsExactlyElementsOf(IntStream.range(100 - kept.size(), 100).boxed().toList());
    assertThat(Files.size(directory.resolve("audit.log.1"))).isBetween(900L, 1200L);
  }

  @Test
  void goesOnBehindWhatIsThere() throws IOException {
    Path file = directory.resolve("audit.log");
    for (int n = 0; n < 3; n++) {
      AuditFile closed;
      try (AuditFile audit = open(file)) {
        record(audit, n, 1);
        closed = audit;
      }
      assertThat(closed.lost()).isZero();
    }

    assertThat(numbers(file)).containsExactly(0, 1, 2);
  }

  @Test
  void countsWhatAFullDiskLoses() {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.exists(full), "/dev/full is not there");
    try (AuditFile audit =
        new AuditFile(full, InstantSource.system(), new AuditFile.Sizes(1 << 20, 1))) {
      record(audit, 0, 7);

      await().untilAsserted(() -> assertThat(audit.lost()).isEqualTo(7));
    }
  }

  @Test
  void countsWhatAFileThatCannotBeOpenedLoses() {
    try (AuditFile audit = open(directory.resolve("none/audit.log"))) {
      record(audit, 0, 3);

      await().untilAsserted(() -> assertThat(audit.lost()).isEqualTo(3));
    }
  }
}
