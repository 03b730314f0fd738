package dev.weir.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.server.config.ConfigReader;
import dev.weir.server.config.Setting;
import dev.weir.server.config.StartException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A data directory that a newer Weir opened, and this one must not. */
@Timeout(30)
class DowngradeTest {
  private static final Set<String> BY_EACH_START = Set.of("lock", "registry-hosts-fleeting");

  @TempDir private Path directory;
  private Path data;

  @BeforeEach
  void use() {
    data = directory.resolve("d");
    start("0.2.0").close();
  }

  private Server start(String version) {
    Map<Setting, String> flags = new EnumMap<>(Setting.class);
    flags.put(Setting.DATA, data.toString());
    flags.put(Setting.API, "127.0.0.1:0");
    flags.put(Setting.REGISTRY, "127.0.0.1:0");
    return Server.start(
        ConfigReader.read(flags, "", Map.of()),
        new Surroundings(Clock.systemUTC(), "box", version));
  }

  private String refusal() {
    try {
      start("0.2.0").close();
    } catch (StartException e) {
      return String.valueOf(e.getMessage());
    }
    throw new AssertionError("it starts");
  }

  /** As a newer version leaves it. */
  private void writtenByNewer() throws IOException, SQLException {
    start("0.9.1").close();
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + data.resolve("weir.db"));
        Statement statement = connection.createStatement()) {
      statement.execute("UPDATE meta SET value = 9 WHERE name = 'format'");
    }
  }

  private Map<String, Long> content() throws IOException {
    Map<String, Long> sums = new TreeMap<>();
    try (Stream<Path> files = Files.list(data).filter(Files::isRegularFile)) {
      for (Path file : files.toList()) {
        String name = String.valueOf(file.getFileName());
        if (!BY_EACH_START.contains(name)) {
          sums.put(name, (long) Arrays.hashCode(Files.readAllBytes(file)));
        }
      }
    }
    return sums;
  }

  @Test
  void eachStartNotesItsVersion() throws IOException {
    assertThat(data.resolve("written-by")).hasContent("0.2.0");
    start("0.3.0").close();
    assertThat(data.resolve("written-by")).hasContent("0.3.0");
  }

  @Test
  void aStoreOfALaterFormatIsRefusedNamingBothVersionsAndBothFormatsAndStaysAsItIs()
      throws IOException, SQLException {
    writtenByNewer();
    Map<String, Long> before = content();

    assertThat(refusal())
        .isEqualTo(
            "The data in "
                + data.toRealPath()
                + " was written by Weir 0.9.1; this is Weir 0.2.0, which reads formats up to 3, and"
                + " "
                + data.toRealPath().resolve("weir.db")
                + " has format 9. The store was not changed; start that Weir again, or restore a"
                + " backup from before the upgrade into a new directory.");
    assertThat(content()).isEqualTo(before);
    assertThat(data.resolve("written-by")).hasContent("0.9.1");
  }

  @Test
  void whereNoVersionIsNotedItIsANewerOne() throws IOException, SQLException {
    writtenByNewer();
    Files.delete(data.resolve("written-by"));

    assertThat(refusal()).contains("was written by a newer Weir; this is Weir 0.2.0");
  }

  @Test
  void aDirectoryOfALaterFormatIsRefusedNamingTheVersionThatWroteIt() throws IOException {
    Files.writeString(data.resolve("format"), "7\n");
    Files.writeString(data.resolve("written-by"), "2.0.0\n");

    assertThat(refusal())
        .contains("has format 7, written by Weir 2.0.0, and this Weir reads formats up to 1");
    assertThat(data.resolve("format")).hasContent("7");
  }

  @Test
  void anOlderVersionThatReadsTheFormatsGoesOn() throws IOException {
    start("0.3.0").close();
    start("0.2.0").close();
    assertThat(data.resolve("written-by")).hasContent("0.2.0");
  }
}
