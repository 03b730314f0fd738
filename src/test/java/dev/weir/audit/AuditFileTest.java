package dev.weir.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import dev.weir.resource.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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
  void itsFilesAreForTheirOwnerAlone() throws IOException {
    try (AuditFile audit = open(directory.resolve("audit.log"))) {
      record(audit, 0, 40);
    }

    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files)
          .hasSize(3)
          .allSatisfy(file -> assertThat(mode(file)).isEqualTo("rw-------"));
    }
  }

  private static String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  @Test
  void whoMayReadAFileThatIsThereStaysSo() throws IOException {
    Path file = Files.createFile(directory.resolve("audit.log"));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    try (AuditFile audit = open(file)) {
      record(audit, 0, 1);
    }

    assertThat(mode(file)).isEqualTo("rw-r-----");
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
  void beginsAgainWhenAFileThatCouldNotBeOpenedAtATurnCan() throws IOException {
    Path file = Files.createDirectory(directory.resolve("logs")).resolve("audit.log");
    LoggerContext context = new LoggerContext();
    context.setMDCAdapter(new LogbackMDCAdapter());
    LineAppender appender = appender(context, file);
    ILoggingEvent event =
        new LoggingEvent("", context.getLogger("audit"), Level.INFO, "line", null, null);
    appender.doAppend(event);

    Files.delete(file);
    Files.delete(file.getParent());
    Files.createFile(file.getParent()); // where no file can be opened
    appender.rollover();
    appender.doAppend(event);
    assertThat(appender.lost()).isEqualTo(1);
    Files.delete(file.getParent());
    Files.createDirectory(file.getParent());
    appender.doAppend(event);

    assertThat(file).hasContent("line");
    assertThat(appender.lost()).isEqualTo(1);
  }

  private static LineAppender appender(LoggerContext context, Path file) {
    LineAppender appender = new LineAppender();
    appender.setFile(file.toString());
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setPattern("%msg%n");
    encoder.start();
    FixedWindowRollingPolicy rolling = new FixedWindowRollingPolicy();
    rolling.setContext(context);
    rolling.setParent(appender);
    rolling.setFileNamePattern(file + ".%i");
    rolling.start();
    SizeBasedTriggeringPolicy<ILoggingEvent> never = new SizeBasedTriggeringPolicy<>();
    never.setContext(context);
    never.start();
    appender.setContext(context);
    appender.setEncoder(encoder);
    appender.setRollingPolicy(rolling);
    appender.setTriggeringPolicy(never);
    appender.start();
    return appender;
  }

  @Test
  void countsWhatAFileThatCannotBeOpenedLoses() {
    try (AuditFile audit = open(directory.resolve("none/audit.log"))) {
      record(audit, 0, 3);

      await().untilAsserted(() -> assertThat(audit.lost()).isEqualTo(3));
    }
  }
}
