package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.reference.Digest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a server remembers of pushes that have not ended, and for how long. */
@Timeout(120)
class PushLeaseTest {
  private static final byte[] LAYER = "a layer".getBytes(StandardCharsets.UTF_8);
  private static final String BYTES = "application/octet-stream";
  private static final String UPLOADS = "/v2/demo/app/blobs/uploads/";

  @TempDir private Path directory;

  private static ApiCaller caller(ServerProcess server) throws Exception {
    return ApiCaller.of(server);
  }

  private static void makeProject(ApiCaller caller) throws Exception {
    caller.create("/api/v1/namespaces", "{'metadata':{'name':'demo'}}");
  }

  private static int status(ApiCaller caller, String method, String path) throws Exception {
    return caller.registry(caller.administrator(), method, path, BYTES, new byte[0]).status();
  }

  @Test
  void anUploadThatRestsLongerThanTheLeaseOfAPushIsThrownAway() throws Exception {
    try (ServerProcess server =
            ServerProcess.start(directory, "--gc-grace", "1s", "--push-lease", "2s");
        ApiCaller caller = caller(server)) {
      makeProject(caller);
      String upload =
          caller.registry(caller.administrator(), "POST", UPLOADS, BYTES, new byte[0]).location();
      assertThat(caller.registry(caller.administrator(), "PATCH", upload, BYTES, LAYER).status())
          .isEqualTo(202);
      assertThat(status(caller, "GET", upload)).isEqualTo(204);

      await().atMost(Duration.ofSeconds(20)).until(() -> status(caller, "GET", upload) == 404);
    }
  }

  @Test
  void whatAPusherWasToldIsRememberedAfterAKillAndNoLongerThanUntilItsManifest() throws Exception {
    String digest = Digest.of(LAYER).toString();
    Path leases = directory.resolve("leases");
    try (ServerProcess server = ServerProcess.start(directory);
        ApiCaller caller = caller(server)) {
      makeProject(caller);
      new TestPushes(caller).blob(caller.administrator(), "demo/app", LAYER);
      server.kill();
    }
    assertThat(leases).content().contains("demo/app " + digest);

    try (ServerProcess server = ServerProcess.start(directory);
        ApiCaller caller = caller(server)) {
      assertThat(leases).content().contains("demo/app " + digest);
      TestPushes pushes = new TestPushes(caller);
      TestPushes.Pushed image = pushes.image(caller.administrator(), "demo/web", "v1", "one");
      assertThat(image.parts()).isNotEmpty();
      server.kill();
      try (ServerProcess next = ServerProcess.start(directory)) {
        assertThat(next.log()).doesNotContain("leases");
        assertThat(leases).content().contains("demo/app " + digest);
        image.parts().forEach(part -> assertThat(leases).content().doesNotContain(part));
      }
    }
  }
}
