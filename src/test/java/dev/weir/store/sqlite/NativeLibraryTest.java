package dev.weir.store.sqlite;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In processes of their own, since a process loads the library once. */
class NativeLibraryTest {
  @TempDir private Path directory;

  /**
   * Opens a store; the driver says nothing when it falls back, so its own copies are looked for.
   */
  private String open() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Djava.io.tmpdir=" + Files.createDirectories(directory.resolve("tmp")),
                "-cp",
                System.getProperty("java.class.path"),
                Opener.class.getName(),
                directory.resolve("weir.db").toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    return said;
  }

  private List<Path> files(String name) throws Exception {
    try (Stream<Path> found = Files.list(directory.resolve(name))) {
      return found.toList();
    }
  }

  @Test
  void unpacksOnceAndLeavesNothingInTheTemporaryDirectory() throws Exception {
    assertThat(open()).contains("revision 1");
    assertThat(files("tmp")).isEmpty();
    assertThat(files("lib")).hasSize(1);
    Path library = files("lib").getFirst();
    assertThat(library.getFileName().toString()).startsWith("sqlite-3.").contains("sqlitejdbc");
    var first = Files.getLastModifiedTime(library);

    assertThat(open()).contains("revision 1");
    assertThat(files("lib")).containsExactly(library);
    assertThat(Files.getLastModifiedTime(library)).isEqualTo(first);
  }

  @Test
  void unpacksAgainWhatWasChanged() throws Exception {
    open();
    Path library = files("lib").getFirst();
    byte[] unpacked = Files.readAllBytes(library);
    byte[] changed = unpacked.clone();
    changed[changed.length / 2] ^= 1;
    Files.write(library, changed);

    assertThat(open()).contains("revision 1");
    assertThat(files("lib")).containsExactly(library);
    assertThat(library).hasBinaryContent(unpacked);
  }

  @Test
  void doesWithoutADirectory() throws Exception {
    Files.writeString(directory.resolve("lib"), "a file");

    assertThat(open()).contains("revision 1");
  }

  /** Ends as the server does at a signal: at once. */
  static final class Opener {
    private Opener() {}

    public static void main(String[] args) {
      SqliteStore store = SqliteStore.open(Path.of(args[0]));
      System.out.println("revision " + store.revision());
      store.close();
      Runtime.getRuntime().halt(0);
    }
  }
}
