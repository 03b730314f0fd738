package dev.weir.blob.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.reference.Digest;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real process, killed with SIGKILL while it stores blobs. */
class KilledProcessTest {
  private static final int ROUNDS = 4;

  @TempDir private Path directory;

  @Test
  void keepsEveryBlobThatWasAcknowledgedBeforeTheKill() throws Exception {
    Random random = new Random(7);
    List<Digest> acknowledged = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      Process child = startPusher(round);
      try (BufferedReader lines = child.inputReader()) {
        int until = 1 + random.nextInt(60);
        for (int i = 0; i < until; i++) {
          acknowledged.add(Digest.parse(lines.readLine()));
        }
        child.toHandle().destroyForcibly(); // unlike the process's own, leaves the output readable
        lines
            .lines()
            .filter(line -> line.length() == 71)
            .map(Digest::parse)
            .forEach(acknowledged::add);
      }
      child.waitFor();
      try (FileBlobStore store = FileBlobStore.open(directory)) {
        assertThat(acknowledged).allMatch(digest -> store.size(digest).isPresent());
      }
      requireEveryBlobComplete();
    }
  }

  private Process startPusher(int seed) throws IOException {
    return new ProcessBuilder(
            ProcessHandle.current().info().command().orElseThrow(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            Pusher.class.getName(),
            directory.toString(),
            Integer.toString(seed))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private void requireEveryBlobComplete() throws IOException {
    try (Stream<Path> files = Files.walk(directory.resolve("blobs"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(Digest.of(Files.readAllBytes(file)).hex())
            .isEqualTo(file.getFileName().toString());
      }
    }
  }

  /** The child: stores blobs of random sizes without end and names each one that is stored. */
  static final class Pusher {
    private Pusher() {}

    public static void main(String[] args) throws IOException {
      Random random = new Random(Integer.parseInt(args[1]));
      try (FileBlobStore store = FileBlobStore.open(Path.of(args[0]))) {
        while (true) {
          byte[] bytes = new byte[random.nextInt(400_000)];
          random.nextBytes(bytes);
          Digest digest = Digest.of(bytes);
          store.put(digest, new ByteArrayInputStream(bytes));
          System.out.println(digest);
        }
      }
    }
  }
}
