package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
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
      long most = 0; // the server may rest between two calls of a slow test
      for (int i = 0; i < OBJECTS; i++) {
        String map =
            "{\"metadata\":{\"name\":\"m%d\"},\"data\":{\"k\":\"%s\"}}"
                .formatted(i, "x".repeat(900_000));
        assertThat(server.call("POST", CONFIGMAPS, map).status()).isEqualTo(201);
        most = Math.max(most, heap(server));
      }
      long grown = most;
      assertThat(grown).isGreaterThan(OBJECTS * MB);

      await().atMost(Duration.ofSeconds(30)).until(() -> heap(server) < grown - 8 * MB);

      server.goesOn();
    }
  }
}
