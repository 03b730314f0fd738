package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.remote.fake.FakeRegistry;
import dev.weir.remote.fake.FakeRepository;
import dev.weir.remote.fake.Fault;
import dev.weir.remote.fake.TestImages;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server that is killed while it imports a repository, and started again on its data. */
@Timeout(120)
final class KilledImportTest {
  private static final int TAGS = 30;
  private static final String API = "/apis/image.openshift.io/v1";
  private static final String PROJECT = API + "/namespaces/demo";

  @TempDir private Path directory;

  private final FakeRegistry upstream = FakeRegistry.plain();

  @AfterEach
  void close() {
    upstream.close();
  }

  private ApiCaller.Answer importing(ApiCaller caller) throws Exception {
    return caller.api(
        caller.administrator(),
        "POST",
        PROJECT + "/imagestreamimports",
        """
        {"metadata":{"name":"app"},"spec":{"import":true,"repository":{"from":
         {"kind":"DockerImage","name":"%s/team/app"},"importPolicy":{"insecure":true}}}}
        """
            .formatted(upstream.host()));
  }

  private static int images(ApiCaller caller) throws Exception {
    return get(caller, API + "/images").json().at("/items").size();
  }

  private static ApiCaller.Answer get(ApiCaller caller, String path) throws Exception {
    return caller.api(caller.administrator(), "GET", path, "");
  }

  @Test
  void keepsWholeImagesAndNoTagAndGoesOnWhereItWas() throws Exception {
    FakeRepository repository = upstream.repository("team/app");
    for (int i = 0; i < TAGS; i++) {
      TestImages.single(repository, "v" + i);
    }
    upstream.failNext("/manifests/v9", new Fault.Hold(new CountDownLatch(1)), 1);
    Path data = directory.resolve("data");
    ServerProcess first = ServerProcess.start(data);
    try (ApiCaller caller = ApiCaller.of(first)) {
      caller.api(
          caller.administrator(),
          "POST",
          "/api/v1/namespaces",
          "{\"metadata\":{\"name\":\"demo\"}}");
      CompletableFuture<Void> broken =
          CompletableFuture.runAsync(() -> assertThat(broken(caller)).isTrue());
      await().atMost(Duration.ofSeconds(30)).until(() -> images(caller) == TAGS - 1);
      first.kill();
      broken.join();
    } finally {
      first.close();
    }
    long configurations = upstream.count("/blobs/");

    try (ServerProcess second = ServerProcess.start(data);
        ApiCaller caller = ApiCaller.of(second)) {
      assertThat(get(caller, PROJECT + "/imagestreams/app").status()).isEqualTo(404);
      assertThat(images(caller)).isEqualTo(TAGS - 1);

      assertThat(importing(caller).json().at("/status/repository/images")).hasSize(TAGS);

      assertThat(get(caller, PROJECT + "/imagestreams/app").json().at("/status/tags"))
          .hasSize(TAGS)
          .allMatch(tag -> tag.at("/items").size() == 1);
      assertThat(upstream.count("/blobs/")).isEqualTo(configurations + 1);
    }
  }

  @Test
  void leavesNothingBehindIfNobodyImportsAgain() throws Exception {
    FakeRepository repository = upstream.repository("team/app");
    for (int i = 0; i < 3; i++) {
      TestImages.single(repository, "v" + i);
    }
    upstream.failNext("/manifests/v2", new Fault.Hold(new CountDownLatch(1)), 1);
    Path data = directory.resolve("data");
    String[] soon = {"--gc-grace", "1s", "--push-lease", "30s"};
    try (ServerProcess first = ServerProcess.start(data, soon);
        ApiCaller caller = ApiCaller.of(first)) {
      caller.api(
          caller.administrator(),
          "POST",
          "/api/v1/namespaces",
          "{\"metadata\":{\"name\":\"demo\"}}");
      CompletableFuture<Void> broken =
          CompletableFuture.runAsync(() -> assertThat(broken(caller)).isTrue());
      await().atMost(Duration.ofSeconds(30)).until(() -> images(caller) == 2);
      first.kill();
      broken.join();
    }

    String[] sooner = {"--gc-grace", "1s", "--push-lease", "1s"};
    try (ServerProcess second = ServerProcess.start(data, sooner);
        ApiCaller caller = ApiCaller.of(second)) {
      await().atMost(Duration.ofSeconds(60)).until(() -> images(caller) == 0);
    }
  }

  /** True if the answer never came. */
  private boolean broken(ApiCaller caller) {
    try {
      var _ = importing(caller);
      return false;
    } catch (Exception _) {
      return true;
    }
  }
}
