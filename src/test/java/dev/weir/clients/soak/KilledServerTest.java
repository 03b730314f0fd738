package dev.weir.clients.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.clients.ServerProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server that collects what is a second old is killed again and again while clients push and
 * delete; each time what they were answered is there, and in the end nothing else is. {@code
 * -Dweir.seed} repeats a run, {@code -Dweir.kills} makes it longer.
 */
final class KilledServerTest {
  private static final int KILLS = Integer.getInteger("weir.kills", 3);
  private static final int CLIENTS = 6;

  /** Blobs in a second. */
  private static final int PACE = 100;

  private static final String[] FLAGS = {
    "--gc-grace", "1s", "--push-lease", "4s", "--untagged-keep", "4s"
  };

  @TempDir private Path directory;

  private ServerProcess start(String... more) throws Exception {
    String[] flags = new String[FLAGS.length + more.length];
    System.arraycopy(FLAGS, 0, flags, 0, FLAGS.length);
    System.arraycopy(more, 0, flags, FLAGS.length, more.length);
    return ServerProcess.start(directory.resolve("data"), flags);
  }

  @Test
  @Timeout(900)
  void keepsWhatIsHeldAndNothingElseHoweverOftenItIsKilled() throws Exception {
    long seed = Long.getLong("weir.seed", System.nanoTime() % 1_000_000);
    Random random = new Random(seed);
    ServerProcess server = start();
    try {
      Soak soak = new Soak(server, seed, CLIENTS, 0, Duration.ofMillis(600));
      for (int kill = 0; kill < KILLS; kill++) {
        Duration span = Duration.ofMillis(1_000 + random.nextInt(2_000));
        ServerProcess killed = server;
        Duration whole = span.plusSeconds(60);
        CompletableFuture<Void> clients =
            CompletableFuture.runAsync(() -> run(soak, whole, PACE * whole.toSeconds()));
        Thread.sleep(span);
        killed.kill();
        assertThat(clients.handle((_, broke) -> broke != null).get()).isTrue();
        killed.close();
        server = start("--api", killed.api().substring(8), "--registry", killed.registry());
        soak.look();
        soak.pullAll();
        requireNothingWrong(soak, "after kill %d, -Dweir.seed=%d".formatted(kill, seed));
      }
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(() -> assertThat(soak.garbage()).as("-Dweir.seed=" + seed).isEmpty());
      soak.pullAll();
      requireNothingWrong(soak, "in the end, -Dweir.seed=" + seed);
      soak.print(System.out);
    } finally {
      server.kill();
      server.close();
    }
  }

  private static void run(Soak soak, Duration time, long blobs) {
    try {
      soak.run(time, blobs);
    } catch (ExecutionException broken) {
      throw new IllegalStateException(broken);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static void requireNothingWrong(Soak soak, String when) throws Exception {
    assertThat(soak.findings().broken()).as(when).isEmpty();
    assertThat(soak.findings().lost()).as(when).isEmpty();
    assertThat(soak.findings().odd()).as(when).isEmpty();
    assertThat(soak.missing()).as(when).isEmpty();
  }
}
