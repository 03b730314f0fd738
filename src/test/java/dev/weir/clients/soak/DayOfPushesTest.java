package dev.weir.clients.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.clients.ServerProcess;
import dev.weir.clients.soak.Door.Answer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A day of a build that pushes to one tag each few minutes, in seconds. */
@Timeout(180)
final class DayOfPushesTest {
  private static final int PUSHES = 120;
  private static final int KEPT = 5;

  @TempDir private Path directory;

  @Test
  void aTagThatIsPushedToAllDayKeepsWhatItIsToldToAndNoMore() throws Exception {
    long seed = Long.getLong("weir.seed", System.nanoTime() % 1_000_000);
    World world = new World(seed);
    Random random = new Random(seed);
    Findings findings = new Findings();
    try (ServerProcess server =
            ServerProcess.start(
                directory.resolve("data"), "--gc-grace", "1s", "--push-lease", "3s");
        Door door = Door.of(server)) {
      assertThat(Removals.create(door, "ci").status()).isEqualTo(201);
      Answer stream =
          door.api(
              "POST",
              World.streams("ci"),
              "{\"metadata\":{\"name\":\"app\",\"annotations\":{\"weir.dev/keep\":\"revisions="
                  + KEPT
                  + ",age=1s\"}}}");
      assertThat(stream.status()).as(stream.text()).isEqualTo(201);
      Pusher pusher = new Pusher(door, findings, random, Duration.ofMillis(40));
      List<Artifact> pushed = new ArrayList<>();
      boolean goesMeanwhile = false;
      for (int i = 0; i < PUSHES || !goesMeanwhile; i++) {
        Artifact image = world.image(random, 2);
        assertThat(pusher.push("ci/app", "latest", image, "ci/app"))
            .as(findings.toString())
            .isTrue();
        pushed.addFirst(image);
        if (i % 10 == 0) {
          goesMeanwhile = Soak.stored(server.data()).size() < findings.blobs() / 2;
        }
      }
      Set<String> newest = new HashSet<>();
      pushed.subList(0, KEPT).forEach(image -> newest.addAll(image.closure()));
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(() -> assertThat(Soak.stored(server.data())).isSubsetOf(newest));
      assertThat(Soak.stored(server.data())).isEqualTo(newest);
    }
  }
}
