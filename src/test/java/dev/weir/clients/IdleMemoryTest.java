package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server as the launcher starts it, which has grown by what it did and then rests. */
final class IdleMemoryTest {
  private static final String CONFIGMAPS = "/api/v1/namespaces/demo/configmaps";
  private static final Pattern HEAP = Pattern.compile("(?m)^weir_heap_bytes (\\S+)$");
  private static final long MB = 1L << 20;
  private static final int OBJECTS = 40;
  private static final int TRIES = 60;

  @TempDir private Path directory;

  private static long heap(SmallServer server) throws Exception {
    Matcher bytes = HEAP.matcher(server.text("/metrics"));
    assertThat(bytes.find()).isTrue();
    return (long) Double.parseDouble(bytes.group(1));
  }

  @Test
  void givesBackWhatItNeededForAWhile() throws Exception {
    try (SmallServer server =
        new SmallServer(directory.resolve("data"), Launcher.serverFlags("-Xmx512m"))) {
      for (int i = 0; i < OBJECTS; i++) {
        String map =
            "{\"metadata\":{\"name\":\"m%d\"},\"data\":{\"k\":\"%s\"}}"
                .formatted(i, "x".repeat(900_000));
        assertThat(server.call("POST", CONFIGMAPS, map).status()).isEqualTo(201);
      }
      long most = 0;
      try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        for (int i = 0; i < TRIES; i++) {
          String map =
              "{\"metadata\":{\"name\":\"t%d\"},\"data\":{\"k\":\"%s\"}}"
                  .formatted(i, "y".repeat(900_000));
          var _ = threads.submit(() -> server.call("POST", CONFIGMAPS + "?dryRun=All", map));
          most = Math.max(most, heap(server));
        }
      }
      long grown = Math.max(most, heap(server));
      assertThat(grown).isGreaterThan(OBJECTS * 7 / 2 * MB);

      await() // seldom, as a server that is asked does not rest
          .pollInterval(Duration.ofSeconds(5))
          .atMost(Duration.ofSeconds(60))
          .until(() -> heap(server) < grown - 16 * MB);

      server.goesOn();
    }
  }
}
