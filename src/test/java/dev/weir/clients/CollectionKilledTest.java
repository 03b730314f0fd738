package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.clients.TestPushes.Pushed;
import dev.weir.reference.Digest;
import dev.weir.store.RangeQuery;
import dev.weir.store.sqlite.SqliteStore;
import dev.weir.streams.linked.DueLooks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server that is killed when it has marked what nothing holds, and has not removed it yet. */
@Timeout(180)
final class CollectionKilledTest {
  private static final String STREAMS = "/apis/image.openshift.io/v1/namespaces/demo/imagestreams/";
  private static final String[] SLOW = {"--gc-grace", "1h", "--push-lease", "1h"};
  private static final String[] FAST = {"--gc-grace", "1s", "--push-lease", "1s"};

  @TempDir private Path directory;

  private boolean hasFile(String digest) {
    String hex = Digest.parse(digest).hex();
    try (Stream<Path> files = Files.walk(directory.resolve("data/blobs"))) {
      return files.anyMatch(file -> String.valueOf(file.getFileName()).equals(hex));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> marks() throws IOException {
    try (SqliteStore store = SqliteStore.open(directory.resolve("data/weir.db"))) {
      return store.range(RangeQuery.all(DueLooks.DIGESTS)).entries().stream()
          .map(entry -> entry.key().substring(DueLooks.DIGESTS.length()))
          .toList();
    }
  }

  /** What is to go, after a round of the collector. */
  private static List<String> pending(ApiCaller caller, String admin) throws Exception {
    return caller
        .api(admin, "POST", "/storage/gc", "")
        .json()
        .path("pending")
        .valueStream()
        .map(one -> one.path("digest").asString())
        .toList();
  }

  /** Kills the server when a deleted stream's digests are marked; what it had pushed. */
  private Pushed killed(String name) throws Exception {
    try (ServerProcess server = ServerProcess.start(directory.resolve("data"), SLOW);
        ApiCaller caller = ApiCaller.of(server)) {
      TestPushes pushes = new TestPushes(caller);
      String admin = caller.administrator();
      var _ = caller.api(admin, "POST", "/api/v1/namespaces", "{\"metadata\":{\"name\":\"demo\"}}");
      Pushed image = pushes.image(admin, "demo/" + name, "v1", name);
      Pushed kept = pushes.image(admin, "demo/kept", "v1", "kept");
      assertThat(kept.parts()).allMatch(this::hasFile);
      assertThat(caller.api(admin, "DELETE", STREAMS + name, "").status()).isEqualTo(200);
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> pending(caller, admin).containsAll(image.parts()));
      server.kill();
      return image;
    }
  }

  @Test
  void goesOnAfterAStartAndLosesNothing() throws Exception {
    Pushed image = killed("app");
    assertThat(marks()).containsAll(image.parts());
    assertThat(image.parts()).allMatch(this::hasFile);

    try (ServerProcess server = ServerProcess.start(directory.resolve("data"), FAST);
        ApiCaller caller = ApiCaller.of(server)) {
      for (String part : image.parts()) {
        await().atMost(Duration.ofSeconds(30)).until(() -> !hasFile(part));
      }
      TestPushes pushes = new TestPushes(caller);
      assertThat(pushes.pull(caller.administrator(), "demo/kept", "v1")).isEqualTo(200);
    }
  }
}
