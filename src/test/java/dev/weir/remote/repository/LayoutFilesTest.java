package dev.weir.remote.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.weir.lock.KeyedLock;
import dev.weir.remote.RemoteException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LayoutFilesTest {
  private static final String HOLDER =
      """
      void main(String[] file) throws Exception {
        try (var channel = java.nio.channels.FileChannel.open(
                java.nio.file.Path.of(file[0]), java.nio.file.StandardOpenOption.WRITE);
            var lock = channel.lock()) {
          System.out.println(lock.isValid());
          System.in.read();
        }
      }
      """;

  @TempDir Path directory;

  @Test
  void anotherProgramThatKeepsALayoutLockedIsNotWaitedForWithoutAnEnd() throws Exception {
    Path layout = directory.resolve("layout");
    LayoutFiles files = new LayoutFiles(new FileRoot(layout), new KeyedLock<>(), 3);
    files.create();
    Path holder = Files.writeString(directory.resolve("Holder.java"), HOLDER);
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Process other =
        new ProcessBuilder(java, holder.toString(), layout.resolve("oci-layout").toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      assertThat(other.inputReader().readLine()).isEqualTo("true");

      assertThatExceptionOfType(RemoteException.class)
          .isThrownBy(() -> files.change(index -> index))
          .withMessage(
              "cannot write %s: another program keeps %s locked; end it first"
                  .formatted(layout.resolve("index.json"), layout.resolve("oci-layout")));
    } finally {
      other.outputWriter().close();
      other.waitFor();
    }
    files.change(index -> index);
  }
}
