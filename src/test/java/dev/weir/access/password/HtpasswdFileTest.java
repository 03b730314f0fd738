package dev.weir.access.password;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class HtpasswdFileTest {
  /** Of {@code htpasswd -nbB -C 5 ann secret}. */
  private static final String ANN =
      "ann:$2y$05$6E9CfEReyHycGshHUggrN.TU/kEaEhHhBiW5ASk518gdI2nzrYg9O";

  @TempDir private Path directory;
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-05-01T12:00:00Z"));

  private Path path() {
    return directory.resolve("users.htpasswd");
  }

  private HtpasswdFile file(String... lines) throws IOException {
    write(lines);
    return new HtpasswdFile(path(), now::get);
  }

  private void write(String... lines) throws IOException {
    Files.write(path(), List.of(lines));
  }

  private static boolean accepts(HtpasswdFile file, String user, String password) {
    return file.hash(user).filter(hash -> hash.matches(password)).isPresent();
  }

  @Test
  void knowsWhatTheToolWrote() throws IOException {
    HtpasswdFile file = file("# people", "", ANN);

    assertThat(accepts(file, "ann", "secret")).isTrue();
    assertThat(accepts(file, "ann", "Secret")).isFalse();
    assertThat(accepts(file, "ann", "")).isFalse();
    assertThat(accepts(file, "bob", "secret")).isFalse();
    assertThat(file.has("ann")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"2a", "2b", "2y"})
  void takesEveryBcryptVersion(String version) throws IOException {
    byte[] salt = "0123456789abcdef".getBytes(StandardCharsets.UTF_8);
    String hash = OpenBSDBCrypt.generate(version, "pässword".toCharArray(), salt, 4);

    assertThat(accepts(file("bob:" + hash), "bob", "pässword")).isTrue();
  }

  @Test
  void withoutFileThereAreNoUsers() {
    HtpasswdFile file = new HtpasswdFile(path(), now::get);

    assertThat(file.has("ann")).isFalse();
    assertThat(file.hash("ann")).isEmpty();
  }

  @Test
  void seesAChangeAtTheNextLogin() throws IOException {
    HtpasswdFile file = file("");
    assertThat(accepts(file, "ann", "secret")).isFalse();

    write(ANN);
    assertThat(accepts(file, "ann", "secret")).isTrue();

    Files.delete(path());
    assertThat(accepts(file, "ann", "secret")).isFalse();
  }

  @Test
  void seesARemovalWithinASecond() throws IOException {
    HtpasswdFile file = file(ANN);
    assertThat(file.has("ann")).isTrue();

    write("# nobody");
    now.updateAndGet(t -> t.plusMillis(300));
    assertThat(file.has("ann")).as("the tool may still be writing").isTrue();
    now.updateAndGet(t -> t.plusMillis(500));

    assertThat(file.has("ann")).isFalse();
  }

  /** Writes the file as somebody did who has been gone for a while. */
  private void written(Duration ago, String... lines) throws IOException {
    write(lines);
    Files.setLastModifiedTime(path(), FileTime.from(Objects.requireNonNull(now.get()).minus(ago)));
  }

  @Test
  void aRemovalThatIsNoticedLateHasTakenEffectLongAgo() throws IOException {
    HtpasswdFile file = file(ANN);
    assertThat(file.has("ann")).isTrue();

    now.updateAndGet(t -> t.plusSeconds(40));
    written(Duration.ofSeconds(39), "# nobody");

    assertThat(file.has("ann")).isFalse();
  }

  @Test
  void theToolHasHalfASecondFromItsWriteOnAndNotFromTheFirstLook() throws IOException {
    HtpasswdFile file = file(ANN);
    assertThat(file.has("ann")).isTrue();

    now.updateAndGet(t -> t.plusSeconds(40));
    written(Duration.ofMillis(300));
    assertThat(file.has("ann")).as("300 ms after the write").isTrue();
    now.updateAndGet(t -> t.plusMillis(250));

    assertThat(file.has("ann")).as("550 ms after it").isFalse();
  }

  @Test
  void anEmptiedFileIsNoReasonToWait() throws IOException {
    HtpasswdFile file = file(ANN);
    assertThat(file.has("ann")).isTrue();

    now.updateAndGet(t -> t.plusSeconds(40));
    written(Duration.ofSeconds(1));

    assertThat(file.has("ann")).isFalse();
  }

  @Test
  void aFileThatIsGoneIsNotBeingWritten() throws IOException {
    HtpasswdFile file = file(ANN);
    assertThat(file.has("ann")).isTrue();

    now.updateAndGet(t -> t.plusMillis(300));
    written(Duration.ofMillis(100), "# the tool writes");
    assertThat(file.has("ann")).isTrue();
    Files.delete(path());
    now.updateAndGet(t -> t.plusMillis(250));

    assertThat(file.has("ann")).isFalse();
  }

  @Test
  void unknownUsersTakeAsLongAsMost() throws IOException {
    String hash = ANN.substring(4);
    String[] lines = {
      "a:" + hash.replace("$05$", "$06$"),
      "b:" + hash.replace("$05$", "$06$"),
      "c:" + hash.replace("$05$", "$12$"),
      "d:" + hash,
    };
    HtpasswdFile file = file(lines);
    assertThat(file.hash("nobody")).isEmpty();

    assertThat(file.cost()).isEqualTo(6);
    write(ANN, "b:" + hash.replace("$05$", "$06$"));
    assertThat(file.hash("nobody")).isEmpty();
    assertThat(file.cost()).as("of two that are as many the higher").isEqualTo(6);
  }

  @Test
  void nobodyIsGoneWhileTheToolWrites() throws IOException {
    HtpasswdFile file = file(ANN, "bob:" + ANN.substring(4));
    assertThat(file.has("ann")).isTrue();

    for (String[] lines : new String[][] {{}, {"#"}, {"# cut off", "ann:$2y"}}) {
      write(lines);
      now.updateAndGet(t -> t.plusMillis(100));
      assertThat(file.hash("ann")).isEmpty();
      assertThat(file.has("ann")).isTrue();
    }
    write(ANN);
    now.updateAndGet(t -> t.plusMillis(1000));

    assertThat(file.has("ann")).isTrue();
    assertThat(file.has("bob")).isFalse();
  }

  @Test
  void readsAgainWhatOthersLetItReadThoughNothingWasWritten() throws IOException {
    Logger logger = (Logger) LoggerFactory.getLogger(HtpasswdFile.class);
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    logger.setLevel(Level.INFO);
    logger.addAppender(log);
    try {
      HtpasswdFile file = file(ANN);
      Files.setPosixFilePermissions(path(), Set.of()); // root reads it all the same
      accepts(file, "ann", "secret");
      Files.setPosixFilePermissions(path(), PosixFilePermissions.fromString("rw-r--r--"));

      assertThat(accepts(file, "ann", "secret")).isTrue();
      assertThat(log.list.stream().filter(event -> event.getFormattedMessage().contains("holds")))
          .as("times that the file was read")
          .hasSize(2);
    } finally {
      logger.setLevel(null);
      logger.detachAppender(log);
    }
  }

  @Test
  void refusesOtherHashesWithALineThatSaysWhatToDoAndNotTheHash() throws IOException {
    Logger logger = (Logger) LoggerFactory.getLogger(HtpasswdFile.class);
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    logger.addAppender(log);
    try {
      HtpasswdFile file =
          file(
              "md5:$apr1$aaaaaaaa$bbbbbbbbbbbbbbbbbbbbbb",
              "sha:{SHA}cojt0Pw//L6ToM8G41aOKFIWh7w=",
              "plain:hunter2",
              "slow:" + ANN.substring(4).replace("$05$", "$15$"),
              "no colon",
              "a/b:" + ANN.substring(4),
              "~:" + ANN.substring(4),
              ANN);

      assertThat(file.has("ann")).isTrue();
      for (String user : List.of("md5", "sha", "plain", "slow", "a/b", "~")) {
        assertThat(file.has(user)).as(user).isFalse();
      }
      assertThat(
              log.list.stream()
                  .filter(event -> event.getLevel().isGreaterOrEqual(Level.WARN))
                  .map(ILoggingEvent::getFormattedMessage)
                  .toList())
          .hasSize(7)
          .anySatisfy(
              line -> assertThat(line).contains("line 3", "\"plain\"", "htpasswd -B FILE plain"))
          .anySatisfy(line -> assertThat(line).contains("line 5", "user:hash"))
          .allSatisfy(line -> assertThat(line).doesNotContain("hunter2", "cojt0", "bbbb"));
    } finally {
      logger.detachAppender(log);
    }
  }

  @Test
  void aPasswordLongerThanBcryptReadsIsNotCutOff() throws IOException {
    String longest = "x".repeat(72);
    byte[] salt = "0123456789abcdef".getBytes(StandardCharsets.UTF_8);
    String hash = OpenBSDBCrypt.generate("2y", longest.toCharArray(), salt, 4);
    HtpasswdFile file = file("bob:" + hash);

    assertThat(accepts(file, "bob", longest)).isTrue();
    assertThat(accepts(file, "bob", longest + "y")).isFalse();
  }

  @Test
  void toleratesAnUnreadableFile() throws IOException {
    Files.createDirectory(path());

    assertThat(new HtpasswdFile(path(), now::get).has("ann")).isFalse();
  }
}
