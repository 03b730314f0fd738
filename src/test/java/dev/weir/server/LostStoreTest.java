package dev.weir.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.server.config.ConfigReader;
import dev.weir.server.config.Setting;
import dev.weir.server.data.DataDirectory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A data directory whose store is not what it was: one sentence, exit code 1, nothing is made. */
@Timeout(30) // a store that is not refused would be served for ever
class LostStoreTest {
  @TempDir private Path directory;
  private Path data;

  @BeforeEach
  void use() {
    data = directory.resolve("d");
    start(data).close();
  }

  private static Server start(Path data) {
    Map<Setting, String> flags = new EnumMap<>(Setting.class);
    flags.put(Setting.DATA, data.toString());
    flags.put(Setting.API, "127.0.0.1:0");
    flags.put(Setting.REGISTRY, "127.0.0.1:0");
    return Server.start(
        ConfigReader.read(flags, "", Map.of()),
        new Surroundings(Clock.systemUTC(), "box", "0.1.0"));
  }

  private Path database() {
    return data.resolve("weir.db");
  }

  /** What the command says. */
  private String refusal() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code =
        new Serve(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                Map.of(),
                "0.1.0")
            .run(
                List.of(
                    "--data",
                    data.toString(),
                    "--api",
                    "127.0.0.1:0",
                    "--registry",
                    "127.0.0.1:0"));
    String said = err.toString(StandardCharsets.UTF_8);
    assertThat(code).isEqualTo(1);
    assertThat(out.size()).isZero();
    assertThat(said.lines()).hasSize(1);
    assertThat(said)
        .startsWith("weir serve: ")
        .contains(data.toString(), "backup")
        .doesNotContainPattern("(java|javax|sun|org|tools)\\.[a-z]|Exception");
    return said;
  }

  @Test
  void isRefusedWhenTheFileIsMissing() throws IOException {
    Files.delete(database());

    assertThat(refusal()).contains("is missing", "weir.db-newest is there", "--data DIR");
    assertThat(database()).doesNotExist();
  }

  @Test
  void isRefusedWhenAllOfItsFilesAreMissing() throws IOException {
    Files.delete(database());
    Files.delete(data.resolve("weir.db-newest"));

    assertThat(refusal()).contains("is missing", "secrets.key is there");

    Files.delete(data.resolve("secrets.key"));
    assertThat(refusal()).contains("is missing", "admin.kubeconfig is there");
  }

  @Test
  void isRefusedWhenTheFileIsCutToNothing() throws IOException {
    Files.write(database(), new byte[0]);

    assertThat(refusal()).contains("is empty");
    assertThat(database()).hasSize(0);
  }

  @Test
  void isRefusedWhenTheFileIsCutOff() throws IOException {
    Files.write(database(), Arrays.copyOf(Files.readAllBytes(database()), 20_000));

    assertThat(refusal()).contains("damaged");
  }

  @Test
  void isRefusedWhenAPageIsDamaged() throws IOException {
    byte[] bytes = Files.readAllBytes(database());
    Arrays.fill(bytes, 10 * 4096, 11 * 4096, (byte) 0xff);
    Files.write(database(), bytes);

    assertThat(refusal()).contains("damaged");
  }

  @Test
  void isRefusedWhenAValueIsDamaged() throws IOException {
    byte[] bytes = Files.readAllBytes(database());
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    Files.write(
        database(),
        text.replace("\"kind\":\"Namespace\"", " kind\":\"Namespace\"")
            .getBytes(StandardCharsets.ISO_8859_1));

    assertThat(refusal()).contains("damaged", "/registry/core/namespaces/");
  }

  @Test
  void isRefusedWhenItIsNoStore() throws IOException {
    Files.writeString(database(), "something else, and long enough to be looked at".repeat(100));

    assertThat(refusal()).contains("damaged");
  }

  @Test
  void isRefusedWhenAnEmptyOneWasPutThere() throws IOException {
    Path other = directory.resolve("other");
    dev.weir.store.sqlite.SqliteStore.open(Files.createDirectory(other).resolve("weir.db")).close();
    Files.copy(
        other.resolve("weir.db"), database(), java.nio.file.StandardCopyOption.REPLACE_EXISTING);

    assertThat(refusal()).contains("was written before");

    Files.delete(data.resolve("weir.db-newest"));
    assertThat(refusal()).contains("holds nothing", "admin.kubeconfig is there");
  }

  @Test
  void isNotMissedAtAFirstStartThatEndedEarly() throws IOException {
    data = directory.resolve("fresh");
    DataDirectory.open(data).close();
    Files.write(data.resolve("weir.db"), new byte[0]);

    start(data).close();

    assertThat(data.resolve("admin.kubeconfig")).exists();
  }

  @Test
  void isRefusedWhenItsBlobsAreMissing() throws IOException {
    Path blobs = data.resolve("blobs");
    Path away = directory.resolve("away");
    Files.move(blobs, away);

    assertThat(refusal()).contains(blobs + " are missing", "mount their volume");
    assertThat(blobs).as("nothing is in the way of what comes back").doesNotExist();

    Files.createDirectory(blobs); // a place where nothing is mounted
    assertThat(refusal()).contains(blobs + " are missing");
    assertThat(blobs).isEmptyDirectory();

    Files.delete(blobs);
    Files.move(away, blobs);
    start(data).close();
  }

  @Test
  void goesOnWithoutItsBlobsWhenToldTo() throws IOException {
    Path blobs = data.resolve("blobs");
    Files.move(blobs, directory.resolve("away"));
    String said = refusal();
    Files.createDirectories(
        Path.of(said.replaceAll("(?s).*make the directory (\\S+)\\.\\s*", "$1")));

    start(data).close();
    Files.move(blobs, directory.resolve("away again"));

    assertThat(refusal()).contains("are missing");
  }

  @Test
  void keepsTheBlobsOfAnEarlierVersionAndMissesThemFromThenOn() throws IOException {
    Path blobs = data.resolve("blobs");
    Files.delete(blobs.resolve("mark"));

    start(data).close();

    assertThat(blobs.resolve("mark")).exists();
  }

  @Test
  void mayBeginWithAnEmptyVolumeForItsBlobs() throws IOException {
    data = directory.resolve("fresh");
    Files.createDirectories(data.resolve("blobs/lost+found"));

    start(data).close();

    assertThat(data.resolve("admin.kubeconfig")).exists();
  }
}
